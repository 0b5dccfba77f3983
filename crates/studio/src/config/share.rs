//! A part of some work, for those who share it between machines: `2/4`, or whichever a batch system's variables name.

use crate::error::StudioError;

/// The variable that says into how many shares the work is cut, where a batch system doesn't.
const COUNT: &str = tonewright_launch::Work::COUNT;
/// The number of a task among those of an indexed Job of Kubernetes.
const KUBERNETES_INDEX: &str = "JOB_COMPLETION_INDEX";
/// The number of a task among those of a Slurm array.
const SLURM_INDEX: &str = "SLURM_ARRAY_TASK_ID";

/// A part of a whole from its text: `2/4` is the second of four parts, `(1, 4)`; `auto` is the one that the variables of a
/// batch system name.
///
/// # Errors
/// [`StudioError::Setting`] for what is no part of a whole, and for `auto` where no batch system says which.
pub fn share_from_text(text: &str) -> Result<(usize, usize), StudioError> {
    if text.trim() == "auto" {
        return share_of_task(&|name| std::env::var(name).ok());
    }
    let parts = text.split_once('/').and_then(|(part, count)| {
        Some((part.trim().parse::<usize>().ok()?, count.trim().parse::<usize>().ok()?))
    });
    match parts {
        Some((part, count)) if (1..=count).contains(&part) => Ok((part - 1, count)),
        _ => Err(refusal(
            format!("`{text}` is no part of a whole"),
            "write the second of four parts as `2/4`, or `auto` in a task of Slurm or Kubernetes",
        )),
    }
}

fn refusal(reason: String, hint: &str) -> StudioError {
    StudioError::Setting { key: "--shard".to_owned(), reason, hint: Some(hint.to_owned()) }
}

/// The share of the task that this process is, by the variables of its environment.
fn share_of_task(variable: &dyn Fn(&str) -> Option<String>) -> Result<(usize, usize), StudioError> {
    let number =
        |name: &str| match variable(name).map(|text| text.trim().parse::<usize>().map_err(|_not| text)) {
            None => Ok(None),
            Some(Ok(number)) => Ok(Some(number)),
            Some(Err(text)) => {
                Err(refusal(format!("`{name}` is `{text}`, which is no number"), "set it to a whole number"))
            }
        };
    let count = number(COUNT)?;
    let (index, count) = match (number(SLURM_INDEX)?, number(KUBERNETES_INDEX)?, count) {
        (Some(task), _, None) => slurm_share(task, &number)?,
        // Who counts the shares himself numbers them from 0, so that a task can be submitted alone as well.
        (Some(index), _, Some(count)) | (None, Some(index), Some(count)) => (index, count),
        (None, Some(_), None) => {
            let hint = "set it to the Job's `completions`";
            return Err(refusal(
                format!("this is a task of a Job, but `{COUNT}` does not say of how many"),
                hint,
            ));
        }
        (None, None, _) => {
            let reason = format!(
                "`auto` needs a batch system, but neither `{SLURM_INDEX}` nor `{KUBERNETES_INDEX}` is set"
            );
            return Err(refusal(reason, "outside of one, write the second of four parts as `2/4`"));
        }
    };
    if index < count {
        return Ok((index, count));
    }
    let hint = format!("tasks are numbered from 0, and `{COUNT}` is their count");
    Err(refusal(format!("task {index} is none of {count}"), &hint))
}

/// The share of a task of a Slurm array, which may begin anywhere and go in steps, but must be whole.
fn slurm_share(
    task: usize,
    number: &dyn Fn(&str) -> Result<Option<usize>, StudioError>,
) -> Result<(usize, usize), StudioError> {
    let known = [
        number("SLURM_ARRAY_TASK_MIN")?,
        number("SLURM_ARRAY_TASK_MAX")?,
        number("SLURM_ARRAY_TASK_STEP")?,
        number("SLURM_ARRAY_TASK_COUNT")?,
    ];
    if let [Some(least), Some(most), step, Some(count)] = known {
        let step = step.unwrap_or(1).max(1);
        let is_even = most >= least && (most - least) / step + 1 == count;
        if is_even && (least..=most).contains(&task) && (task - least).is_multiple_of(step) {
            return Ok(((task - least) / step, count));
        }
    }
    let hint = format!("set `{COUNT}` to the number of shares, and number the array's tasks from 0");
    Err(refusal("the array has gaps, so its tasks don't say which share is whose".to_owned(), &hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_counted_from_one_and_nonsense_is_refused() {
        assert_eq!(share_from_text("1/1").unwrap(), (0, 1));
        assert_eq!(share_from_text("2/4").unwrap(), (1, 4));
        for text in ["", "3", "0/4", "5/4", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert_eq!(share_from_text(text).unwrap_err().hints().len(), 1, "{text}");
        }
    }

    /// The share by variables written as `NAME=value`, of which `S_` stands for `SLURM_ARRAY_TASK_`.
    fn of(variables: &str) -> Option<(usize, usize)> {
        let variable = |name: &str| {
            let mut pairs = variables.split_whitespace().filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(key, _)| key.replace("S_", "SLURM_ARRAY_TASK_") == name)
                .map(|(_, value)| value.to_owned())
        };
        let share = share_of_task(&variable);
        share.map_err(|error| assert_eq!(error.hints().len(), 1, "{error}")).ok()
    }

    #[test]
    fn a_task_knows_its_share() {
        assert_eq!(of("S_ID=3 S_MIN=0 S_MAX=7 S_STEP=1 S_COUNT=8"), Some((3, 8)));
        assert_eq!(of("S_ID=3 S_MIN=1 S_MAX=4 S_STEP=1 S_COUNT=4"), Some((2, 4)));
        assert_eq!(of("S_ID=6 S_MIN=2 S_MAX=8 S_STEP=2 S_COUNT=4"), Some((2, 4)));
        assert_eq!(of("JOB_COMPLETION_INDEX=0 TONEWRIGHT_SHARES=5"), Some((0, 5)));
    }

    #[test]
    fn a_task_submitted_alone_knows_its_share_by_the_count() {
        assert_eq!(of("S_ID=3 S_MIN=3 S_MAX=3 S_STEP=1 S_COUNT=1 TONEWRIGHT_SHARES=8"), Some((3, 8)));
    }

    #[test]
    fn what_does_not_say_which_share_is_refused() {
        for bad in [
            "",
            "TONEWRIGHT_SHARES=8",
            "JOB_COMPLETION_INDEX=0",
            "JOB_COMPLETION_INDEX=5 TONEWRIGHT_SHARES=5",
            "JOB_COMPLETION_INDEX=x TONEWRIGHT_SHARES=5",
            "JOB_COMPLETION_INDEX=1 TONEWRIGHT_SHARES=-5",
            "S_ID=3",
            "S_ID=9 S_MIN=0 S_MAX=9 S_STEP=1 S_COUNT=2",
            "S_ID=9 S_MIN=0 S_MAX=7 S_STEP=1 S_COUNT=8",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
