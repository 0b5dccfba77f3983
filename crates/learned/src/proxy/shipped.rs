//! The configs of proxies that ship with the house.

use tonewright_data::ShippedRecipe;

/// A line of the table.
macro_rules! shipped {
    ($name:literal) => {
        ShippedRecipe {
            name: $name,
            text: include_str!(concat!("../../../../configs/proxies/", $name, ".toml")),
        }
    };
}

/// All of them, in the order of the docs. A file may hold several, as those of data sets do.
pub const PROXIES: &[ShippedRecipe] = &[
    shipped!("small"),
    shipped!("played"),
    shipped!("shipped"),
    shipped!("fine-tune"),
    shipped!("synth-proxy-dexed"),
    shipped!("synth-proxy-diva"),
    shipped!("synth-proxy-tal"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proxy::ProxyConfig;

    #[test]
    fn every_config_can_be_read_and_followed() {
        let mut count = 0;
        for (shipped, name) in PROXIES.iter().flat_map(|one| one.names().into_iter().map(move |n| (one, n))) {
            let config: ProxyConfig =
                shipped.recipe(&name).unwrap().try_into().unwrap_or_else(|e| panic!("{name}: {e}"));
            config.teach.check().unwrap_or_else(|e| panic!("{name}: {e}"));
            config.encoder.check().unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(!config.summary.is_empty() && !config.source.is_empty() && config.name == name);
            count += 1;
        }
        assert_eq!(count, 22);
    }

    #[test]
    fn the_published_transformer_has_its_schedule_and_its_betas() {
        let file = PROXIES.iter().find(|one| one.name == "synth-proxy-diva").unwrap();
        let config: ProxyConfig = file.recipe("synth-proxy-diva-tfm").unwrap().try_into().unwrap();
        let teach = &config.teach;
        assert_eq!(
            (teach.batch, teach.steps, teach.optimizer.beta1, teach.optimizer.epsilon),
            (256, 1_200_000, 0.89, 5e-10)
        );
        // The second fall is half done.
        assert!((teach.schedule.rate(teach.rate, 800_000) - 0.501e-3).abs() < 1e-12);
    }
}
