//! Where presets of a data set come from.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tonewright_data::DataSet;

/// Where presets come from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresetKind {
    /// They were drawn.
    Synthetic,
    /// People made them.
    HandCrafted,
}

/// Priors that hand out presets as people made them.
const OF_PEOPLE: [&str; 2] = ["corpus", "factory"];

impl PresetKind {
    /// Both, in the order of tables.
    pub const ALL: [Self; 2] = [Self::Synthetic, Self::HandCrafted];

    /// That of a data set: made by people where every prior of its recipe hands out such presets unchanged.
    pub fn of(data_set: &DataSet) -> Self {
        if is_of_people(&data_set.manifest().plan) { Self::HandCrafted } else { Self::Synthetic }
    }

    /// As people say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Synthetic => "synthetic",
            Self::HandCrafted => "hand-crafted",
        }
    }

    /// As the heads of tables say it.
    pub fn short(self) -> &'static str {
        match self {
            Self::Synthetic => "SYN.",
            Self::HandCrafted => "HC.",
        }
    }
}

fn is_of_people(plan: &Value) -> bool {
    // Of several that were merged each plan stands in the joint one.
    if let Some(parts) = plan["merged"].as_array() {
        return !parts.is_empty() && parts.iter().all(|part| is_of_people(&part["plan"]));
    }
    let priors = plan["recipe"]["prior"].as_array().map(Vec::as_slice).unwrap_or_default();
    let known = |prior: &Value| prior["draw"].as_str().is_some_and(|draw| OF_PEOPLE.contains(&draw));
    !priors.is_empty() && priors.iter().all(known)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn presets_are_of_people_where_every_prior_hands_out_theirs() {
        let plan = |draws: &[&str]| {
            let priors: Vec<Value> = draws.iter().map(|draw| json!({ "draw": draw })).collect();
            json!({ "recipe": { "prior": priors } })
        };
        assert!(is_of_people(&plan(&["corpus"])) && is_of_people(&plan(&["corpus", "factory"])));
        for drawn in
            [plan(&[]), plan(&["uniform"]), plan(&["corpus", "uniform"]), plan(&["perturb"]), json!(7)]
        {
            assert!(!is_of_people(&drawn), "{drawn}");
        }
        let merged =
            |draws: [&str; 2]| json!({ "merged": draws.map(|draw| json!({ "plan": plan(&[draw]) })) });
        assert!(is_of_people(&merged(["corpus", "factory"])) && !is_of_people(&merged(["corpus", "fitted"])));
        assert!(!is_of_people(&json!({ "merged": [] })));
    }
}
