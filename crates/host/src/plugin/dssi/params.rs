//! Control inputs of a DSSI plug-in as parameters: what LADSPA's range hints tell of them.

use std::ffi::c_int;

use tonewright_synth::Curve;

use super::ffi::{
    BOUNDED_ABOVE, BOUNDED_BELOW, DEFAULT_MASK, INTEGER, LOGARITHMIC, RangeHint, SAMPLE_RATE, TOGGLED,
};
use crate::plugin::{PluginParam, as_written, grouping, naming};
use crate::told::{ToldKind, ToldParam};

/// A parameter for each name and hint, at some sample rate.
pub(super) fn read(ports: &[(String, RangeHint)], rate_hz: f64) -> Vec<PluginParam> {
    let ids = naming::unique_slugs(ports.iter().map(|(name, _)| name.as_str()));
    let params = ports.iter().zip(ids).map(|((name, hint), id)| param(name, id, hint, rate_hz));
    let mut params: Vec<PluginParam> = params.collect();
    grouping::by_name(&mut params);
    params
}

fn param(name: &str, id: String, hint: &RangeHint, rate_hz: f64) -> PluginParam {
    let has = |bit: c_int| hint.hints & bit != 0;
    let scale = if has(SAMPLE_RATE) { rate_hz } else { 1.0 };
    let bound = |is_bounded, bound: f32, otherwise| {
        if is_bounded && bound.is_finite() { as_written(bound) * scale } else { otherwise }
    };
    let low = bound(has(BOUNDED_BELOW), hint.low, 0.0);
    let high = bound(has(BOUNDED_ABOVE), hint.high, low + 1.0);
    let (low, high) = if low < high { (low, high) } else { (low, low + 1.0) };
    let kind = match () {
        // LADSPA's switches have no bounds; amsynth marks choices of three as switches from 0 to 2.
        () if has(TOGGLED) && !(has(BOUNDED_ABOVE) && high - low > 1.0) => ToldKind::Toggle,
        () if has(TOGGLED) || has(INTEGER) => ToldKind::Stepped,
        () => ToldKind::Continuous,
    };
    let is_log = has(LOGARITHMIC) && low > 0.0 && kind == ToldKind::Continuous;
    let default = default(hint, low, high, has(LOGARITHMIC) && low > 0.0);
    let (low, high, default, raws) = match kind {
        ToldKind::Toggle => {
            let is_on = default > 0.5 * (low + high);
            (0.0, 1.0, f64::from(u8::from(is_on)), vec![low, high])
        }
        ToldKind::Stepped => {
            let (low, high) = (low.ceil(), high.floor().max(low.ceil() + 1.0));
            (low, high, default.round().clamp(low, high), Vec::new())
        }
        _ => (low, high, default, Vec::new()),
    };
    let told = ToldParam {
        id,
        name: Some(name.to_owned()),
        kind,
        low,
        high: Some(high),
        default: Some(default),
        curve: if is_log { Curve::Log } else { Curve::Linear },
        labels: Vec::new(),
        unit: String::new(),
        summary: String::new(),
        group: None,
        family: None,
    };
    PluginParam { told, raws }
}

/// The default that the hint's field stands for (ladspa.h, "Default values for the port").
fn default(hint: &RangeHint, low: f64, high: f64, is_log: bool) -> f64 {
    let between = |share: f64| match is_log {
        true => (low.ln() * (1.0 - share) + high.ln() * share).exp(),
        false => low * (1.0 - share) + high * share,
    };
    let default = match hint.hints & DEFAULT_MASK {
        0x80 => between(0.25),
        0xc0 => between(0.5),
        0x100 => between(0.75),
        0x140 => high,
        0x240 => 1.0,
        0x280 => 100.0,
        0x2c0 => 440.0,
        0x200 => 0.0,
        // The minimum, and none.
        _ => low,
    };
    default.clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(hints: c_int, low: f32, high: f32) -> ToldParam {
        read(&[("Osc 1 Level".into(), RangeHint { hints, low, high })], 44_100.0).remove(0).told
    }

    #[test]
    fn hints_say_range_kind_and_default() {
        let plain = of(BOUNDED_BELOW | BOUNDED_ABOVE | 0xc0, -2.0, 4.0);
        assert_eq!(
            (plain.id.as_str(), plain.low, plain.high, plain.default),
            ("osc-1-level", -2.0, Some(4.0), Some(1.0))
        );
        let log = of(BOUNDED_BELOW | BOUNDED_ABOVE | LOGARITHMIC | 0xc0, 20.0, 2_000.0);
        assert!((log.default.unwrap() - 200.0).abs() < 1e-9 && log.curve == Curve::Log);
        let steps = of(BOUNDED_BELOW | BOUNDED_ABOVE | INTEGER | 0x140, 0.0, 7.0);
        assert_eq!((steps.kind, steps.default), (ToldKind::Stepped, Some(7.0)));
        let toggle = of(TOGGLED | 0x240, 0.0, 0.0);
        assert_eq!((toggle.kind, toggle.high, toggle.default), (ToldKind::Toggle, Some(1.0), Some(1.0)));
        let three = of(TOGGLED | BOUNDED_BELOW | BOUNDED_ABOVE | 0x200, 0.0, 2.0);
        assert_eq!((three.kind, three.high), (ToldKind::Stepped, Some(2.0)));
        let rate = of(BOUNDED_BELOW | BOUNDED_ABOVE | SAMPLE_RATE, 0.0, 0.5);
        assert_eq!(rate.high, Some(22_050.0));
        assert_eq!(of(BOUNDED_BELOW | BOUNDED_ABOVE, f32::NAN, 1.0).low, 0.0);
    }
}
