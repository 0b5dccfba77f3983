//! The budgets of an exam: what a method may spend on a target, and what the tables call it.
//!
//! Seconds depend on the machine and on who else uses it, so an exam in seconds can't be repeated. Given at so many
//! renders a second they become a number of renders: the same work and the same answers wherever the exam is sat.

use serde::{Deserialize, Serialize};
use tonewright_matching::Budget;

/// What a render is taken to cost where only renders are given: for the order of runs and the time that is left.
const USUAL_RENDERS_PER_SEC: f64 = 500.0;

/// One budget of an exam, as it was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExamBudget {
    /// Seconds.
    pub secs: Option<f64>,
    /// Candidates rendered.
    pub renders: Option<u64>,
    /// Given so, the seconds are spent as renders: so many for each.
    pub renders_per_sec: Option<f64>,
}

impl ExamBudget {
    /// A budget whose seconds, where it has any, are exchanged for renders if a speed is given.
    pub fn of(asked: Budget, renders_per_sec: Option<f64>) -> Self {
        let renders_per_sec = renders_per_sec.filter(|_| asked.secs.is_some());
        Self { secs: asked.secs, renders: asked.renders, renders_per_sec }
    }

    /// What ends a run.
    pub fn limit(&self) -> Budget {
        let Some((secs, speed)) = self.secs.zip(self.renders_per_sec) else {
            return Budget { renders: self.renders, secs: self.secs };
        };
        let exchanged = (secs * speed).round().max(1.0) as u64;
        Budget { renders: Some(self.renders.map_or(exchanged, |most| most.min(exchanged))), secs: None }
    }

    /// What the tables call it: `20s`, `5000`, `20s+5000`, `20s at 600 renders/s`, `unlimited`.
    pub fn name(&self) -> String {
        let amount = match (self.secs, self.renders) {
            (Some(secs), None) => format!("{secs}s"),
            (None, Some(renders)) => renders.to_string(),
            (Some(secs), Some(renders)) => format!("{secs}s+{renders}"),
            (None, None) => "unlimited".to_owned(),
        };
        match self.renders_per_sec {
            Some(speed) => format!("{amount} at {speed} renders/s"),
            None => amount,
        }
    }

    /// About how many seconds a run of it takes; shorter budgets have less. Without a limit nobody knows.
    pub(super) fn usual_secs(&self) -> f64 {
        let by_renders = self
            .renders
            .map(|renders| renders as f64 / self.renders_per_sec.unwrap_or(USUAL_RENDERS_PER_SEC));
        let limits = [self.secs, by_renders];
        limits.into_iter().flatten().fold(f64::INFINITY, f64::min)
    }

    /// Whether one run can pass both on its way: both end by time, or both by renders.
    fn shares_run_with(&self, other: &Self) -> bool {
        let (a, b) = (self.limit(), other.limit());
        let kinds = |limit: &Budget| (limit.secs.is_some(), limit.renders.is_some());
        kinds(&a) == kinds(&b) && (a.secs.is_some() ^ a.renders.is_some())
    }
}

/// The budgets that one run answers together, each group shortest first. Who plans with the budget needs a run for
/// each; for the others a run to the longest passes the shorter ones.
pub(super) fn groups(budgets: &[ExamBudget], plans_with_budget: bool) -> Vec<Vec<ExamBudget>> {
    let mut sorted = budgets.to_vec();
    sorted.sort_by(|a, b| a.usual_secs().total_cmp(&b.usual_secs()));
    let mut groups: Vec<Vec<ExamBudget>> = Vec::new();
    for budget in sorted {
        let fits = |group: &&mut Vec<ExamBudget>| !plans_with_budget && group[0].shares_run_with(&budget);
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(budget),
            None => groups.push(vec![budget]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(secs: Option<f64>, renders: Option<u64>, speed: Option<f64>) -> ExamBudget {
        ExamBudget::of(Budget { renders, secs }, speed)
    }

    #[test]
    fn seconds_become_renders_at_a_speed_and_say_so() {
        for (budget, name, renders, secs) in [
            (asked(Some(20.0), None, None), "20s", None, Some(20.0)),
            (asked(Some(20.0), None, Some(612.5)), "20s at 612.5 renders/s", Some(12_250), None),
            (asked(Some(20.0), Some(5000), Some(600.0)), "20s+5000 at 600 renders/s", Some(5000), None),
            (asked(None, Some(5000), Some(600.0)), "5000", Some(5000), None),
            (asked(None, None, None), "unlimited", None, None),
        ] {
            assert_eq!((budget.name().as_str(), budget.limit()), (name, Budget { renders, secs }));
        }
    }

    #[test]
    fn one_run_answers_what_it_passes_unless_the_method_plans() {
        let (short, long) = (asked(Some(20.0), None, None), asked(Some(120.0), None, None));
        let renders = asked(None, Some(5000), None);
        assert_eq!(groups(&[long, short], false), [vec![short, long]]);
        assert_eq!(groups(&[long, short], true), [vec![short], vec![long]]);
        assert_eq!(groups(&[long, renders, short], false), [vec![renders], vec![short, long]]);
        let both = asked(Some(30.0), Some(5000), None);
        assert_eq!(groups(&[both, short], false).len(), 2);
    }
}
