//! What the published programs of the toys gave, run in single precision: figures of sounds of 1024 samples.

use std::marker::PhantomData;

use super::Symmetry::{self, Broken, Kept};
use super::fm::{Conditional, Fm, Hierarchical, Mixed, Wiring};
use super::k_osc::KOsc;
use super::k_sin::KSin;
use super::synth::{Formula, Played};
use crate::Gesture;

/// Their phases are products in f32, which near sample 1000 are off by 1e-5.
const NEAR: f64 = 2e-5;

const TWO_OSCILLATORS: [f64; 6] = [0.2, -0.6, 0.5, -0.1, 0.0, 1.0];

fn sound(formula: impl Formula, plain: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; 1024];
    formula.fill(plain, Played { gesture: Gesture::default(), rate_hz: 44_100.0 }, &mut out);
    out.into_iter().map(f64::from).collect()
}

fn rms(samples: &[f64]) -> f64 {
    (samples.iter().map(|x| x * x).sum::<f64>() / samples.len() as f64).sqrt()
}

/// Some samples, and the RMS.
fn check(samples: &[f64], picks: &[(usize, f64)], wanted_rms: f64) {
    for (n, wanted) in picks {
        assert!((samples[*n] - wanted).abs() < NEAR, "sample {n}: {} instead of {wanted}", samples[*n]);
    }
    assert!((rms(samples) - wanted_rms).abs() < NEAR, "{} instead of {wanted_rms}", rms(samples));
}

#[test]
fn k_osc_of_two() {
    let symmetric = sound(KOsc::<2>(Kept), &TWO_OSCILLATORS);
    let picks =
        [(0, 0.0), (1, -0.5916735), (2, -0.5833470), (3, -0.5750204), (100, -0.1893456), (1023, 0.5680410)];
    check(&symmetric, &picks, 0.3746116);
    assert!((symmetric.iter().sum::<f64>() / 1024.0 + 0.0011585).abs() < 1e-6);
    let picks = [(0, 0.0), (1, -0.5754285), (2, -0.5508571), (100, 0.3571429), (1023, -0.2134272)];
    check(&sound(KOsc::<2>(Broken), &TWO_OSCILLATORS), &picks, 0.3836904);
}

#[test]
fn every_wave_of_k_osc() {
    for (wave, first, later, wanted_rms) in [
        (-1.0, -0.3629525, Some(0.3553639), 0.7069051),
        (0.0, -1.0, Some(0.9995206), 0.9429199),
        (1.0, -0.8817687, Some(0.1156425), 0.5294037),
        (-0.5, -0.6814762, None, 0.8134418),
    ] {
        let picks: Vec<(usize, f64)> =
            std::iter::once((1, first)).chain(later.map(|later| (500, later))).collect();
        for symmetry in [Kept, Broken] {
            check(&sound(KOsc::<1>(symmetry), &[0.3, 1.0, wave]), &picks, wanted_rms);
        }
    }
}

#[test]
fn k_sin_of_two() {
    let plain = [0.2, -0.6, 0.5, -0.1];
    check(&sound(KSin::<2>(Kept), &plain), &[(1, 0.9777957)], 0.6180129);
    check(&sound(KSin::<2>(Broken), &plain), &[(1, 1.0347382)], 0.6182629);
}

#[test]
fn fm_of_every_wiring() {
    fn of<W: Wiring>(symmetry: Symmetry, plain: &[f64]) -> Vec<f64> {
        sound(Fm::<W>(symmetry, PhantomData), plain)
    }
    let conditional = of::<Conditional>(Kept, &[0.1, 0.2, -0.3, 0.5, 0.1, 0.2]);
    check(&conditional, &[(1, 0.6332571)], 0.5762175);
    let mixed = of::<Mixed>(Kept, &[0.1, 0.2, -0.3, 0.4, 0.5, 0.1, 0.2, -0.4]);
    check(&mixed, &[(1, 0.6033502)], 0.4751022);
    let plain = [0.1, 0.2, -0.3, 0.4, -0.5, 0.6, 0.5, 0.1, 0.2, -0.4, 0.3, 0.7];
    check(&of::<Hierarchical>(Kept, &plain), &[(1, 1.1540284)], 0.8560339);
}

/// The papers' distance of toy sounds: RMS difference of the levels in dB over the bins of one spectrum.
#[test]
fn log_spectral_distance_of_two_sounds() {
    let levels = |samples: &[f64]| -> Vec<f64> {
        let level = |bin: usize| {
            let turn = |n: usize| std::f64::consts::TAU * ((bin * n) % 1024) as f64 / 1024.0;
            let real: f64 = samples.iter().enumerate().map(|(n, x)| x * libm::cos(turn(n))).sum();
            let imaginary: f64 = samples.iter().enumerate().map(|(n, x)| x * libm::sin(turn(n))).sum();
            10.0 * ((real * real + imaginary * imaginary) / 1024.0_f64.powi(2)).max(1e-8).log10()
        };
        (0..=512).map(level).collect()
    };
    let target = levels(&sound(KOsc::<2>(Kept), &TWO_OSCILLATORS));
    let other = levels(&sound(KOsc::<2>(Kept), &[0.25, -0.6, 0.5, -0.2, 0.1, 0.9]));
    let differences: Vec<f64> = target.iter().zip(&other).map(|(a, b)| a - b).collect();
    assert!((rms(&differences) - 8.5875).abs() < 1e-3, "{}", rms(&differences));
}
