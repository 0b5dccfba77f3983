//! What the sounds look like: waveforms and spectrograms side by side on one scale, where they differ, and
//! loudness over time in one drawing.

use maud::{Markup, html};

use super::chart::{envelope_path, second_ticks, waveform_path};
use super::sound::PageSound;
use crate::draw::{DIFFERENCE_DB, RANGE_DB, height_from_hz, high_hz, sequential};
use crate::report::MatchReport;

const HZ_TICKS: [(f64, &str); 7] =
    [(50.0, "50"), (100.0, "100"), (250.0, "250"), (500.0, "500"), (1e3, "1 k"), (4e3, "4 k"), (1e4, "10 k")];

pub(super) fn section(report: &MatchReport, sounds: &[PageSound<'_>]) -> Markup {
    let Some((target, others)) = sounds.split_first() else { return html! {} };
    let full_scale = sounds.iter().map(PageSound::peak).fold(1e-4, f32::max);
    let loudest = sounds.iter().map(|s| s.picture.peak_db()).fold(-140.0, f32::max);
    // Round, so that the axis reads well.
    let top_db = (loudest / 5.0).ceil() * 5.0;
    html! {
        section #look aria-labelledby="look-title" {
            h2 #look-title { "What they look like" }
            div.pair {
                (figure(target, full_scale, top_db, true))
                div.others {
                    @for (i, sound) in others.iter().enumerate() { (figure(sound, full_scale, top_db, i == 0)) }
                }
            }
            (colour_scale(top_db))
            h3 { "Loudness over time" }
            (envelopes(report, sounds))
            details.difference open {
                summary { "Where they differ" }
                div.others {
                    @for (i, sound) in others.iter().enumerate() { (difference(target, sound, top_db, i == 0)) }
                }
                p.note {
                    span.blue { "Blue" } " is missing from it, " span.orange { "orange" } " is too much; full colour is "
                    (DIFFERENCE_DB) " dB or more, black is no difference."
                }
            }
        }
    }
}

fn figure(sound: &PageSound<'_>, full_scale: f32, top_db: f32, shown: bool) -> Markup {
    let wave = waveform_path(&sound.samples, sound.len_samples, full_scale);
    html! {
        figure.sight data-panel=(sound.id) hidden[!shown] {
            figcaption { b { (sound.label) } " " span.dim { (sound.name) } }
            div.plot.wave-plot data-time {
                svg.waveform viewBox="0 0 1000 200" preserveAspectRatio="none" role="img" aria-label=(format!("Waveform of {}", sound.label)) {
                    path d=(wave) {}
                }
                div.playhead aria-hidden="true" {}
            }
            (spectrogram_plot(sound, &sound.picture.data_url(top_db), &format!("Spectrogram of {}", sound.label)))
        }
    }
}

fn difference(target: &PageSound<'_>, sound: &PageSound<'_>, top_db: f32, shown: bool) -> Markup {
    let image = target.picture.difference_data_url(&sound.picture, top_db);
    html! {
        figure.sight data-panel=(sound.id) hidden[!shown] {
            figcaption { b { (sound.label) } " against the target" }
            (spectrogram_plot(sound, &image, &format!("Difference between {} and the target", sound.label)))
        }
    }
}

/// A picture with its axes in Hz and seconds.
fn spectrogram_plot(sound: &PageSound<'_>, image: &str, label: &str) -> Markup {
    let ticks = HZ_TICKS.iter().filter(|(hz, _)| *hz < high_hz(sound.rate_hz));
    let duration = sound.duration_secs();
    html! {
        div.plot.spectrum data-time {
            img src=(image) alt=(label) draggable="false";
            @for (hz, text) in ticks {
                span.hz style=(format!("--y:{:.4}", height_from_hz(*hz, sound.rate_hz))) { (text) }
            }
            span.hz.unit aria-hidden="true" { "Hz" }
            div.playhead aria-hidden="true" {}
        }
        div.seconds aria-hidden="true" {
            @for tick in second_ticks(duration) { span style=(format!("--x:{:.4}", tick / duration)) { (short_secs(tick)) } }
            span.unit { "s" }
        }
    }
}

fn short_secs(secs: f64) -> String {
    format!("{secs:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn colour_scale(top_db: f32) -> Markup {
    let stops: Vec<String> = sequential(12).iter().map(|[r, g, b]| format!("rgb({r} {g} {b})")).collect();
    html! {
        div.colour-scale {
            span { (format!("{:.0} dB", top_db - RANGE_DB)) }
            div style=(format!("background:linear-gradient(90deg,{})", stops.join(","))) {}
            span { (format!("{top_db:.0} dB")) }
            span.dim { "level of each partial; 0 dB is a full-scale sine. All pictures share this scale." }
        }
    }
}

fn envelopes(report: &MatchReport, sounds: &[PageSound<'_>]) -> Markup {
    let duration = sounds[0].duration_secs();
    let gate = (report.gate_secs / duration).min(1.0) * 1000.0;
    html! {
        div.plot.envelope-plot data-time {
            svg viewBox="0 0 1000 200" preserveAspectRatio="none" role="img" aria-label="Loudness over time of target and match" {
                g.grid { @for y in [0, 50, 100, 150, 200] { line x1="0" x2="1000" y1=(y) y2=(y) {} } }
                rect.gate x="0" y="0" width=(format!("{gate:.1}")) height="200" {}
                path.line.target d=(envelope_path(&sounds[0].samples, sounds[0].len_samples)) {}
                @for (i, sound) in sounds.iter().enumerate().skip(1) {
                    path.line.other data-panel=(sound.id) hidden[i != 1] d=(envelope_path(&sound.samples, sound.len_samples)) {}
                }
            }
            @for (y, text) in [(1.0, "0 dB"), (0.75, "−15"), (0.5, "−30"), (0.25, "−45")] {
                span.hz style=(format!("--y:{y}")) { (text) }
            }
            div.playhead aria-hidden="true" {}
        }
        div.seconds aria-hidden="true" {
            @for tick in second_ticks(duration) { span style=(format!("--x:{:.4}", tick / duration)) { (short_secs(tick)) } }
            span.unit { "s" }
        }
        p.legend { span.swatch.target-line {} "target" span.swatch.other-line {} span data-shown { "match" } span.swatch.gate-area {} "key held" }
    }
}
