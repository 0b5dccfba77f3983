//! The programs of a VST3 plug-in: those of the list that is for the whole plug-in, or where no unit lists any, those behind
//! the parameter that changes them.

use super::instance::Vst3Instance;
use super::params::PROGRAM_CHANGE;
use super::refused;
use crate::plugin::{BLOCK, Instance as _, PRESETS_MOST, PluginError, PluginPreset};

/// Programs by their names, and how one is selected.
enum Programs {
    /// By the unit whose list they are.
    OfUnit(i32, Vec<String>),
    /// By a parameter that goes from the first to the last.
    OfParameter(u32, Vec<String>),
}

/// All programs with the values that the plug-in takes on; none where they move no parameter.
pub(super) fn read(mut instance: Vst3Instance) -> Result<Vec<PluginPreset>, PluginError> {
    let Some(programs) = programs(instance.plugin())? else { return Ok(Vec::new()) };
    let names = match &programs {
        Programs::OfUnit(_, names) | Programs::OfParameter(_, names) => names,
    };
    let mut presets = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        programs.select(index, instance.plugin())?;
        let name = if name.is_empty() { format!("Program {}", index + 1) } else { name.clone() };
        presets.push(PluginPreset { name, raws: settled(&mut instance)? });
    }
    Ok(PluginPreset::that_move_something(presets))
}

fn programs(plugin: &mut vst3_host::Plugin) -> Result<Option<Programs>, PluginError> {
    let mut listed = plugin.get_units().map_err(refused)?;
    // A list may be there for the names of drums alone: then nothing selects from it.
    listed.retain(|unit| !unit.programs.is_empty() && plugin.select_program(unit.id, 0).is_ok());
    // Lists of single units are for parts of the plug-in, unless there is but one.
    let whole = listed.iter().position(|unit| unit.parent_id < 0).or((listed.len() == 1).then_some(0));
    if let Some(whole) = whole {
        let unit = listed.swap_remove(whole);
        believed(unit.programs.len())?;
        return Ok(Some(Programs::OfUnit(unit.id, unit.programs)));
    }
    let all = plugin.get_parameters().map_err(refused)?;
    let mut changers = all.iter().filter(|param| param.flags & PROGRAM_CHANGE != 0 && param.step_count > 0);
    let (Some(one), None) = (changers.next(), changers.next()) else { return Ok(None) };
    let gaps = one.step_count as usize;
    believed(gaps + 1)?;
    let name = |index: usize| plugin.format_parameter(one.id, index as f64 / gaps as f64).unwrap_or_default();
    Ok(Some(Programs::OfParameter(one.id, (0..=gaps).map(name).collect())))
}

fn believed(count: usize) -> Result<(), PluginError> {
    if count > PRESETS_MOST {
        return Err(PluginError::Refused(format!(
            "it says that it has {count} programs, which nobody believes"
        )));
    }
    Ok(())
}

impl Programs {
    fn select(&self, index: usize, plugin: &mut vst3_host::Plugin) -> Result<(), PluginError> {
        match self {
            Self::OfUnit(unit, _) => plugin.select_program(*unit, index as i32),
            Self::OfParameter(id, names) => {
                plugin.set_parameter(*id, index as f64 / (names.len() - 1) as f64)
            }
        }
        .map_err(refused)
    }
}

/// The values once a block has brought the program to the processor.
fn settled(instance: &mut Vst3Instance) -> Result<Vec<f64>, PluginError> {
    let mut sound = vec![vec![0.0; BLOCK]; instance.channels()];
    instance.process(&[], &mut sound)?;
    let plugin = instance.plugin();
    // The half that plays need not tell the half that is asked for values; a state does, where there are states.
    let _ = plugin.save_state().and_then(|state| plugin.load_state(&state));
    instance.values()
}
