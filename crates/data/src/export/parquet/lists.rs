//! Lists within lists, as the format has them: a number beside each value says which of its lists begins anew.

/// For each value of an array of that shape, which of its lists begins anew with it, counted from the outermost: 0 is the
/// row itself.
pub(super) fn repetitions(shape: &[usize]) -> Vec<i16> {
    let len: usize = shape.iter().product();
    let of = |value: usize| {
        if value == 0 {
            return 0;
        }
        let mut within = len;
        let begins = shape.iter().position(|axis| {
            within /= axis;
            value.is_multiple_of(within)
        });
        begins.map_or(shape.len(), |axis| axis + 1) as i16
    };
    (0..len).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_begin_anew_where_an_axis_does() {
        assert_eq!(repetitions(&[3]), [0, 1, 1]);
        assert_eq!(repetitions(&[2, 2]), [0, 2, 1, 2]);
        assert_eq!(repetitions(&[2, 1, 3]), [0, 3, 3, 1, 3, 3]);
        assert_eq!(repetitions(&[]), [0]);
    }
}
