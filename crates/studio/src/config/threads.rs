//! How many threads there are when nobody says.

/// So many threads, or where that is 0 one for each core that is this process's: those that the system lets it use,
/// and of them no more than a Slurm job asked for. Not every cluster holds its jobs to what they asked for.
pub fn threads_or_all(threads: usize) -> usize {
    if threads > 0 {
        return threads;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    within(cores, std::env::var("SLURM_CPUS_PER_TASK").ok().as_deref())
}

/// At most what was granted, where that is a number.
fn within(cores: usize, granted: Option<&str>) -> usize {
    let granted = granted.and_then(|text| text.parse::<usize>().ok()).filter(|granted| *granted > 0);
    granted.map_or(cores, |granted| cores.min(granted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_bounds_the_cores() {
        assert_eq!(threads_or_all(3), 3);
        assert_eq!(
            [None, Some("2"), Some("64"), Some("0"), Some("x")].map(|granted| within(8, granted)),
            [8, 2, 8, 8, 8]
        );
    }
}
