//! What the synth plays that is on no multiple of its pitch, from 110 Hz to 4 kHz. With `--nocapture` the figures of the
//! docs are printed.

use super::spectrum::Spectrum;
use super::{RATE_HZ, db, held, hz_of, render};

/// 110, 440, 1047, 1760, 2794 and 3951 Hz.
const NOTES: [u8; 6] = [45, 69, 84, 93, 101, 107];

/// Oscillator 2 alone, in no simple relation to oscillator 1.
const SECOND: [(&str, f64); 2] = [("osc1.level", 0.0), ("osc2.level", 80.0)];
const SYNCED: [(&str, f64); 3] = [("osc2.sync", 1.0), ("osc2.tune", 7.0), ("osc2.fine", 37.0)];
/// Oscillator 2 begins where its jumps don't fall on the modulator's own zeros.
const MODULATED: [(&str, f64); 1] = [("osc2.phase", 90.0)];

/// Aliases of a preset at a key, in decibels of its strongest partial, between 20 Hz and 16 kHz.
fn alias_db(moved: &[(&str, f64)], note: u8) -> f64 {
    let sound = render(moved, held(note), RATE_HZ, 1.7);
    let spectrum = Spectrum::of(&sound, RATE_HZ);
    db(spectrum.amplitude_off_grid(hz_of(note), 20.0, 16_000.0) / spectrum.strongest(16_000.0))
}

/// A name, the parts of a preset, and the most it may have up to 1 kHz and up to 4 kHz.
type Row<'a> = (&'a str, &'a [&'a [(&'a str, f64)]], f64, f64);

/// Checks presets made of parts against what each may have at most.
#[expect(clippy::print_stdout, reason = "the figures of the docs come from here")]
fn check(rows: &[Row]) {
    println!("{:28} {}", "aliases in dB at", NOTES.map(|note| format!("{:7.0}", hz_of(note))).concat());
    for (name, parts, low_limit, high_limit) in rows {
        let moved = parts.concat();
        let found = NOTES.map(|note| alias_db(&moved, note));
        println!("{name:28} {}", found.map(|db| format!("{db:7.0}")).concat());
        for (note, found) in NOTES.into_iter().zip(found) {
            let limit = if hz_of(note) < 1_100.0 { low_limit } else { high_limit };
            assert!(found <= *limit, "{name} at {} Hz: {found} dB", hz_of(note));
        }
    }
}

#[test]
fn plain_waves_have_no_aliases() {
    check(&[
        ("saw", &[&[("osc1.wave", 0.0)]], -115.0, -120.0),
        ("square", &[&[("osc1.wave", 1.0)]], -115.0, -120.0),
        ("pulse, 20 %", &[&[("osc1.wave", 1.0), ("osc1.pulse-width", 20.0)]], -115.0, -120.0),
        ("triangle", &[&[("osc1.wave", 2.0)]], -125.0, -125.0),
        ("sine", &[&[("osc1.wave", 3.0)]], -125.0, -125.0),
        ("saw of oscillator 2", &[&SECOND], -115.0, -120.0),
        ("saw with sub", &[&[("osc1.level", 0.0), ("sub.level", 80.0), ("osc1.tune", 12.0)]], -115.0, -120.0),
    ]);
}

#[test]
fn hard_sync_has_hardly_any() {
    check(&[
        ("synced saw", &[&SECOND, &SYNCED], -110.0, -115.0),
        ("synced pulse", &[&SECOND, &SYNCED, &[("osc2.wave", 1.0)]], -110.0, -115.0),
        ("synced triangle", &[&SECOND, &SYNCED, &[("osc2.wave", 2.0)]], -115.0, -115.0),
        // A sine's bends are rounded up to the second order only.
        ("synced sine", &[&SECOND, &SYNCED, &[("osc2.wave", 3.0)]], -110.0, -80.0),
        ("synced saw with FM 3", &[&SECOND, &SYNCED, &[("osc2.fm", 3.0)]], -110.0, -115.0),
    ]);
}

#[test]
fn fm_and_ring_modulation_have_few() {
    check(&[
        ("FM 2, sine", &[&SECOND, &MODULATED, &[("osc2.wave", 3.0), ("osc2.fm", 2.0)]], -115.0, -115.0),
        ("FM 2, saw", &[&SECOND, &MODULATED, &[("osc2.fm", 2.0)]], -110.0, -115.0),
        ("FM 10, sine", &[&SECOND, &MODULATED, &[("osc2.wave", 3.0), ("osc2.fm", 10.0)]], -110.0, -100.0),
        ("FM 10, saw", &[&SECOND, &MODULATED, &[("osc2.fm", 10.0)]], -100.0, -105.0),
        ("FM 10, pulse", &[&SECOND, &MODULATED, &[("osc2.wave", 1.0), ("osc2.fm", 10.0)]], -105.0, -105.0),
        ("FM 10, triangle", &[&SECOND, &MODULATED, &[("osc2.wave", 2.0), ("osc2.fm", 10.0)]], -70.0, -55.0),
        ("saw times saw", &[&[("osc1.level", 0.0), ("ring", 80.0)]], -90.0, -84.0),
    ]);
}

#[test]
fn drive_has_more_the_harder_it_is() {
    check(&[
        ("saw, drive 6 dB", &[&[("filter.drive", 6.0)]], -115.0, -120.0),
        ("saw, drive 12 dB", &[&[("filter.drive", 12.0)]], -115.0, -120.0),
        ("saw, drive 20 dB", &[&[("filter.drive", 20.0)]], -85.0, -80.0),
        ("saw, drive 30 dB", &[&[("filter.drive", 30.0)]], -45.0, -40.0),
        // Where the filter takes the pitch itself away, aliases below its cutoff stand out.
        ("saw through 1 kHz, 20 dB", &[&[("filter.drive", 20.0), ("filter.cutoff", 1_000.0)]], -85.0, -55.0),
    ]);
}
