//! Parameters of a VST3 plug-in: knobs from 0 to 1, whose meaning only their texts tell.

use std::collections::BTreeMap;

use tonewright_synth::Curve;
use vst3_host::parameters::Parameter;

use crate::plugin::{PluginParam, grouping, naming, texts};
use crate::told::{ToldKind, ToldParam};

/// `ParameterInfo::kIsHidden` and `kIsProgramChange` of the VST3 documentation.
const HIDDEN: u32 = 1 << 4;
pub(super) const PROGRAM_CHANGE: u32 = 1 << 15;

/// All parameters that a search may turn: the plug-in's own numbers for them, and what they are.
pub(super) fn read(plugin: &vst3_host::Plugin) -> vst3_host::Result<(Vec<u32>, Vec<PluginParam>)> {
    let said: Vec<Parameter> = plugin.get_parameters()?.into_iter().filter(is_of_use).collect();
    let slugs = naming::unique_slugs(said.iter().map(|said| said.name.as_str()));
    let mut params: Vec<PluginParam> =
        said.iter().zip(slugs).map(|(said, slug)| param(plugin, said, slug)).collect();
    grouping::by_name(&mut params);
    Ok((said.into_iter().map(|said| said.id).collect(), params))
}

fn is_of_use(said: &Parameter) -> bool {
    let is_hosts = said.is_bypass || said.is_read_only || said.flags & (HIDDEN | PROGRAM_CHANGE) != 0;
    !is_hosts && !naming::is_midi_proxy(&said.name)
}

fn param(plugin: &vst3_host::Plugin, said: &Parameter, slug: String) -> PluginParam {
    let gaps = said.step_count.max(0) as usize;
    let steps = (gaps > 0).then(|| (0..=gaps).map(|step| step as f64 / gaps as f64).collect());
    let told = ToldParam {
        id: slug,
        name: Some(said.name.clone()),
        kind: ToldKind::Continuous,
        low: 0.0,
        high: Some(1.0),
        default: None,
        curve: Curve::Linear,
        labels: Vec::new(),
        unit: String::new(),
        summary: String::new(),
        group: None,
        family: None,
    };
    let text = |value: f64| plugin.format_parameter(said.id, value).ok();
    texts::decide(told, (0.0, 1.0), said.default.clamp(0.0, 1.0), steps, text)
}

/// What the plug-in shows for the values of these parameters, with the unit where a text has none.
pub(super) fn texts(
    plugin: &vst3_host::Plugin,
    ids: &[u32],
    raws: &[f64],
) -> vst3_host::Result<Vec<Option<String>>> {
    let said = plugin.get_parameters()?;
    let units: BTreeMap<u32, &str> = said.iter().map(|said| (said.id, said.unit.trim())).collect();
    let one = |(id, raw): (&u32, &f64)| {
        let text = plugin.format_parameter(*id, *raw).ok()?;
        let unit = units.get(id).filter(|unit| !unit.is_empty() && text.trim().parse::<f64>().is_ok());
        Some(unit.map_or(text.clone(), |unit| format!("{} {unit}", text.trim())))
    };
    Ok(ids.iter().zip(raws).map(one).collect())
}
