//! What the oscillators play that is on no multiple of their pitch.

use super::spectrum::Spectrum;
use super::{RATE_HZ, db, held, hz_of, render};

/// Aliases of a preset at a key, in decibels of its fundamental, between 20 Hz and 16 kHz.
fn alias_db(moved: &[(&str, f64)], note: u8) -> f64 {
    let sound = render(moved, held(note), RATE_HZ, 1.7);
    let spectrum = Spectrum::of(&sound, RATE_HZ);
    let hz = hz_of(note);
    db(spectrum.amplitude_off_grid(hz, 20.0, 16_000.0) / spectrum.strongest(16_000.0))
}

#[test]
fn explore() {
    for (name, moved) in [
        ("saw", &[("osc1.wave", 0.0)][..]),
        ("square", &[("osc1.wave", 1.0)]),
        ("pulse 20", &[("osc1.wave", 1.0), ("osc1.pulse-width", 20.0)]),
        ("triangle", &[("osc1.wave", 2.0)]),
        ("saw driven 6", &[("filter.drive", 6.0)]),
        ("saw driven 12", &[("filter.drive", 12.0)]),
        ("saw driven 30", &[("filter.drive", 30.0)]),
        (
            "sync saw",
            &[
                ("osc1.level", 0.0),
                ("osc2.level", 80.0),
                ("osc2.sync", 1.0),
                ("osc2.fine", 37.0),
                ("osc2.tune", 7.0),
            ],
        ),
        (
            "sync sine",
            &[
                ("osc1.level", 0.0),
                ("osc2.level", 80.0),
                ("osc2.wave", 3.0),
                ("osc2.sync", 1.0),
                ("osc2.fine", 37.0),
                ("osc2.tune", 7.0),
            ],
        ),
        (
            "sync tri",
            &[
                ("osc1.level", 0.0),
                ("osc2.level", 80.0),
                ("osc2.wave", 2.0),
                ("osc2.sync", 1.0),
                ("osc2.fine", 37.0),
                ("osc2.tune", 7.0),
            ],
        ),
        (
            "sync pulse",
            &[
                ("osc1.level", 0.0),
                ("osc2.level", 80.0),
                ("osc2.wave", 1.0),
                ("osc2.sync", 1.0),
                ("osc2.fine", 37.0),
                ("osc2.tune", 7.0),
            ],
        ),
        (
            "sync saw fm",
            &[
                ("osc1.level", 0.0),
                ("osc2.level", 80.0),
                ("osc2.sync", 1.0),
                ("osc2.fine", 37.0),
                ("osc2.tune", 7.0),
                ("osc2.fm", 3.0),
            ],
        ),
        ("fm sine 2", &[("osc1.level", 0.0), ("osc2.level", 80.0), ("osc2.wave", 3.0), ("osc2.fm", 2.0)]),
        ("fm sine 10", &[("osc1.level", 0.0), ("osc2.level", 80.0), ("osc2.wave", 3.0), ("osc2.fm", 10.0)]),
        ("fm saw 2 p", &[("osc1.level", 0.0), ("osc2.level", 80.0), ("osc2.fm", 2.0), ("osc2.phase", 90.0)]),
        ("fm saw 5 p", &[("osc1.level", 0.0), ("osc2.level", 80.0), ("osc2.fm", 5.0), ("osc2.phase", 90.0)]),
        (
            "fm saw 10 p",
            &[("osc1.level", 0.0), ("osc2.level", 80.0), ("osc2.fm", 10.0), ("osc2.phase", 90.0)],
        ),
        (
            "fm tri 10 p",
            &[
                ("osc1.level", 0.0),
                ("osc2.level", 80.0),
                ("osc2.wave", 2.0),
                ("osc2.fm", 10.0),
                ("osc2.phase", 90.0),
            ],
        ),
        (
            "fm pulse 10 p",
            &[
                ("osc1.level", 0.0),
                ("osc2.level", 80.0),
                ("osc2.wave", 1.0),
                ("osc2.fm", 10.0),
                ("osc2.phase", 90.0),
            ],
        ),
        ("ring tri sin", &[("osc1.level", 0.0), ("ring", 80.0), ("osc1.wave", 2.0), ("osc2.wave", 3.0)]),
        ("ring saw saw", &[("osc1.level", 0.0), ("ring", 80.0)]),
    ] {
        let row: Vec<String> =
            [45, 69, 84, 93, 101, 107].map(|note| format!("{:7.1}", alias_db(moved, note))).to_vec();
        println!("{name:14} {}", row.join(" "));
    }
}
