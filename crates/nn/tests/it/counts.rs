//! Parameter counts, as published and as derived from the published program.

use tonewright_nn::{Init, PRESET_ENCODERS, device};
use tonewright_synth::{PresetLayout, Slot};

/// Dimensions of the published audio vectors.
const OUTPUTS: usize = 192;
/// What nobody published, and synths without wires can't have (see `graph`).
const OURS: &str = "operators";

/// So many numbers, and so many choices with so many classes in all.
fn layout(numbers: usize, choices: usize, classes: usize) -> PresetLayout {
    let mut slots = vec![Slot::Number; numbers];
    let (each, more) = (classes / choices, classes % choices);
    slots.extend((0..choices).map(|choice| Slot::Choice(each + usize::from(choice < more))));
    PresetLayout::from_slots(slots)
}

#[test]
fn parameter_counts_are_the_published_ones() {
    // Dexed; Diva with the classes of the paper's data and with those of the later ones; TAL-NoiseMaker.
    let synths = [layout(92, 8, 49), layout(122, 51, 290), layout(122, 51, 274), layout(51, 8, 52)];
    let widths = synths.each_ref().map(PresetLayout::one_hot_len);
    assert_eq!(widths, [141, 412, 396, 103]);
    let published: [(&str, [usize; 4]); 8] = [
        ("mlp-raw", [4_800_704, 4_950_208, 4_950_208, 4_716_736]),
        ("mlp-oh", [4_884_672, 5_439_680, 5_406_912, 4_806_848]),
        ("hn-oh", [6_167_232, 6_375_360, 6_363_072, 6_138_048]),
        // That of the paper's Diva is not published: the formula of the others.
        ("rn-oh", [548_288, 617_664, 613_568, 538_560]),
        ("hn-pt", [6_014_464, 8_423_872, 8_422_848, 4_668_544]),
        ("hn-ptgru", [7_073_856, 7_177_920, 7_171_776, 7_059_264]),
        ("gru-oh", [2_828_480; 4]),
        ("tfm", [4_824_768, 4_894_144, 4_890_048, 4_815_040]),
    ];
    assert_eq!(
        published.map(|(name, _)| name).to_vec(),
        PRESET_ENCODERS.iter().map(|entry| entry.name).filter(|name| *name != OURS).collect::<Vec<_>>()
    );
    for ((name, counts), entry) in published.iter().zip(PRESET_ENCODERS) {
        for (layout, expected) in synths.iter().zip(counts) {
            let mut init = Init::new(1, &device::cpu());
            let network = entry.config.init(layout, OUTPUTS, &mut init).unwrap();
            assert_eq!(network.parameter_count(), *expected, "{name}, {} columns", layout.one_hot_len());
        }
    }
}

#[test]
fn the_proxies_of_sound_matching_have_their_counts() {
    let tfm = PRESET_ENCODERS.iter().find(|entry| entry.name == "tfm").unwrap();
    for (layout, expected) in [(layout(92, 8, 49), 5_050_928), (layout(122, 51, 274), 5_116_208)] {
        let network = tfm.config.init(&layout, 1072, &mut Init::new(1, &device::cpu())).unwrap();
        assert_eq!(network.parameter_count(), expected);
    }
}
