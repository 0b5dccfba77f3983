//! Weights on their way to a file and back, and files that mean harm.

use std::collections::HashMap;

use tonewright_nn::weights::{Precision, from_bytes, to_bytes, to_bytes_as};
use tonewright_nn::{Init, PresetEncoder, Weights, WeightsError, device};

use crate::torch::{adam, filled, layout, networks, taught};

fn fresh(config: &tonewright_nn::EncoderConfig, outputs: usize) -> PresetEncoder {
    let device = device::training(device::cpu());
    config.init(&layout(), outputs, &mut Init::new(99, &device)).unwrap()
}

#[test]
fn a_run_that_goes_on_from_a_file_is_the_run_that_never_stopped() {
    for (name, config) in networks() {
        let (whole, all) = taught(filled(&config), &mut adam(), 8);
        let mut optimizer = adam();
        let (half, first) = taught(filled(&config), &mut optimizer, 4);
        let bytes = to_bytes(&Weights::of(&half).0, HashMap::new()).unwrap();
        let mut later = adam();
        (later.steps, later.moments) = (optimizer.steps, optimizer.moments.clone());
        let read = Weights(from_bytes(&bytes).unwrap().0).into_network(fresh(&config, 5)).unwrap();
        let (read, second) = taught(read, &mut later, 4);
        assert_eq!([first, second].concat(), all, "{name}");
        assert_eq!(Weights::of(&read), Weights::of(&whole), "{name}");
    }
}

#[test]
fn half_the_bytes_hold_the_nearest_numbers() {
    let (_, config) = &networks()[0];
    let weights = Weights::of(&fresh(config, 5)).0;
    let size = |precision| to_bytes_as(&weights, |_| precision, HashMap::new()).unwrap().len();
    let numbers: usize = weights.values().map(|one| one.values.len()).sum();
    // What remains is the header: names, shapes and places.
    assert!(size(Precision::Single) - size(Precision::Half) >= 2 * numbers - 64);
    let some = |name: &str| if name.ends_with("weight") { Precision::Half } else { Precision::Single };
    let (read, _) = from_bytes(&to_bytes_as(&weights, some, HashMap::new()).unwrap()).unwrap();
    for (name, one) in &weights {
        for (was, is) in one.values.iter().zip(&read[name].values) {
            // Eleven bits of it, and what is too small for that is kept to 2^-25.
            let most = if name.ends_with("weight") { (was.abs() / 2048.0).max(2f32.powi(-25)) } else { 0.0 };
            assert!((was - is).abs() <= most, "{name}: {was} is {is}");
        }
        assert_eq!(one.shape, read[name].shape);
    }
    let mut large = weights;
    large.values_mut().next().unwrap().values[0] = 65_520.0;
    let refused = to_bytes_as(&large, |_| Precision::Half, HashMap::new()).unwrap_err();
    assert!(matches!(refused, WeightsError::NotFinite { .. }), "{refused}");
    assert!(to_bytes(&large, HashMap::new()).is_ok());
}

#[test]
fn weights_of_other_networks_are_refused_with_their_names() {
    let networks = networks();
    let (raw, tokens) = (&networks[0].1, &networks[4].1);
    let weights = Weights::of(&fresh(raw, 5));
    let missing = weights.clone().into_network(fresh(tokens, 5)).unwrap_err();
    assert!(matches!(missing, WeightsError::Missing { .. } | WeightsError::Shape { .. }), "{missing}");
    let error = weights.into_network(fresh(raw, 6)).unwrap_err().to_string();
    assert!(error.contains("network.head") && error.contains("[16, 5] and not [16, 6]"), "{error}");
}

#[test]
fn files_that_are_damaged_or_mean_harm_are_refused() {
    let (_, config) = &networks()[0];
    let bytes = to_bytes(&Weights::of(&fresh(config, 5)).0, HashMap::new()).unwrap();
    for len in (0..bytes.len()).step_by(61) {
        assert!(matches!(from_bytes(&bytes[..len]), Err(WeightsError::File(_))), "{len} bytes");
    }
    // A header that says it is longer than any memory.
    let mut huge = bytes.clone();
    huge[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(matches!(from_bytes(&huge), Err(WeightsError::File(_))));
    let mut nonsense = bytes.clone();
    let end = nonsense.len();
    nonsense[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(matches!(from_bytes(&nonsense), Err(WeightsError::NotFinite { .. })));
    let kind = bytes.windows(3).position(|bytes| bytes == b"F32").unwrap();
    let mut other = bytes;
    other[kind..kind + 3].copy_from_slice(b"I32");
    assert!(matches!(from_bytes(&other), Err(WeightsError::Kind { .. })));
}
