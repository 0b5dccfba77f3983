//! Synths by definition: the table, laid on the first synth of its list that is here.

use std::path::Path;
use std::sync::Arc;

use tonewright_host::ADAPTERS;
use tonewright_host::definition::{DEFINITIONS, Definition, DefinitionError, Underneath, View};
use tonewright_synth::{SYNTHS, Synth};

use super::{base, plugins, synths};
use crate::error::StudioError;
use crate::suggest::nearest;

/// A definition that has a name.
#[derive(Clone, Debug)]
pub struct ListedDefinition {
    /// What users type.
    pub name: String,
    /// One line.
    pub summary: String,
    /// The synth that lies underneath, as far as it is known without starting any.
    pub over: Option<String>,
}

/// The definition of that name or in that file; `None` where neither is meant.
///
/// # Errors
/// [`StudioError::Definition`] when the file can't be read or makes no sense.
pub fn definition(name: &str) -> Result<Option<Definition>, StudioError> {
    let (name, _) = base::split(name);
    Definition::find(name).transpose().map_err(|source| fault(name, source))
}

/// All definitions that ship.
pub fn definition_list() -> Vec<ListedDefinition> {
    let read = |name: &str| Definition::find(name)?.ok();
    let listed = |definition: Definition| ListedDefinition {
        over: over(&definition),
        name: definition.name,
        summary: definition.summary,
    };
    DEFINITIONS.iter().filter_map(|shipped| read(shipped.name)).map(listed).collect()
}

/// What a definition lies on, as far as that is known without starting it.
pub fn over(definition: &Definition) -> Option<String> {
    definition.underneath.iter().find_map(|candidate| match candidate {
        Underneath::Native(name) => SYNTHS.iter().any(|entry| entry.name == name).then(|| name.clone()),
        Underneath::Plugin(_) => plugin(candidate).map(|plugin| plugin.scanned.address),
        // Whether it has what it needs shows when it is started.
        Underneath::Bridge(_) | Underneath::Command(_) => None,
    })
}

/// The plug-in that is meant, if a scan found it.
fn plugin(candidate: &Underneath) -> Option<plugins::KnownPlugin> {
    plugins::known_plugins().into_iter().find(|plugin| {
        let names = [plugin.id(), Some(&plugin.scanned.name), Some(&plugin.scanned.address)];
        plugin.id().is_some() && names.iter().flatten().any(|name| candidate.is_plugin(name))
    })
}

/// The view of the definition over the first synth of its list that is here and fits.
///
/// # Errors
/// What went wrong with those that are here; [`StudioError::NothingUnderneath`] when none is.
pub(super) fn open(
    name: &str,
    definition: &Definition,
    base: Option<&Path>,
) -> Result<Arc<dyn Synth>, StudioError> {
    let base = base.or(definition.base.as_ref().and_then(|base| base.file.as_deref()));
    let mut first_fault = None;
    for candidate in &definition.underneath {
        let opened = under(definition, candidate, base);
        let laid = opened.and_then(|under| {
            let Some(under) = under else { return Ok(None) };
            View::new(definition.clone(), under).map(Some).map_err(|source| fault(name, source))
        });
        match laid {
            Ok(Some(view)) => return Ok(Arc::new(view)),
            Ok(None) => {}
            Err(fault) => drop(first_fault.get_or_insert(fault)),
        }
    }
    Err(first_fault.unwrap_or_else(|| StudioError::NothingUnderneath {
        definition: name.to_owned(),
        wanted: definition.underneath.iter().map(ToString::to_string).collect(),
    }))
}

/// The view of the definition on its own table, where none of the synths of its list is here: enough for preset files.
/// With it comes what should be known of such presets.
pub(super) fn open_table(
    name: &str,
    definition: &Definition,
) -> Result<(Arc<dyn Synth>, String), StudioError> {
    let view = View::of_table(definition.clone()).map_err(|source| fault(name, source))?;
    let wanted: Vec<String> = definition.underneath.iter().map(ToString::to_string).collect();
    let remark = format!(
        "{} is not here: the presets of `{name}` are made by the definition's table alone",
        wanted.join(" or ")
    );
    Ok((Arc::new(view), remark))
}

/// That synth, started, lying on that preset file; `None` where it is not installed.
fn under(
    definition: &Definition,
    candidate: &Underneath,
    base: Option<&Path>,
) -> Result<Option<Arc<dyn Synth>>, StudioError> {
    match candidate {
        // Not what a name is elsewhere: a definition lies on no other definition.
        Underneath::Native(name) => {
            let known: Vec<&str> = SYNTHS.iter().map(|entry| entry.name).collect();
            among("native synth", name, &known).and_then(|()| synths::synth_on(name, base)).map(Some)
        }
        Underneath::Bridge(name) => {
            let known: Vec<&str> = ADAPTERS.iter().map(|adapter| adapter.name).collect();
            let word = name.split(':').next().unwrap_or(name);
            among("bridge", word, &known).and_then(|()| synths::synth_on(name, base)).map(Some)
        }
        Underneath::Command(command) => synths::known_command(command, base).map(Some),
        Underneath::Plugin(name) => {
            let address = plugin(candidate).map(|plugin| plugin.scanned.address);
            let Some(address) = address.as_deref().and_then(tonewright_host::Address::parse) else {
                return Ok(None);
            };
            plugins::open(name, &address, definition.quirk, base).map(|bridge| Some(Arc::new(bridge) as _))
        }
    }
}

fn among(what: &'static str, name: &str, known: &[&str]) -> Result<(), StudioError> {
    if known.contains(&name) {
        return Ok(());
    }
    let near = nearest(name, known.iter().copied()).map(str::to_owned);
    let known = known.iter().map(|name| (*name).to_owned()).collect();
    Err(StudioError::UnknownName { what, name: name.to_owned(), near, known })
}

fn fault(name: &str, source: DefinitionError) -> StudioError {
    StudioError::Definition { name: name.to_owned(), source: source.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_listed_and_those_of_the_dx7_play() {
        let list = definition_list();
        assert_eq!(list.len(), DEFINITIONS.len());
        for listed in list.iter().filter(|listed| listed.name.starts_with("dexed-")) {
            assert_eq!(listed.over.as_deref(), Some("dx7"));
            let synth = synths::synth(&listed.name).unwrap();
            assert_eq!(synth.spec().id, listed.name);
        }
    }

    #[test]
    fn what_is_not_there_or_does_not_fit_is_told() {
        let write = |underneath: &str, row: &str| {
            let head = format!("name = \"mine\"\nsummary = \"Mine\"\nunderneath = [{underneath}]\n");
            let text = format!("{head}[[part]]\nparameters = [{{ name = \"{row}\" }}]\n");
            Definition::parse("mine.toml", &text, None).unwrap()
        };
        let nowhere = write("{ plugin = \"No Such Plug-in\" }", "feedback");
        let error = open("mine", &nowhere, None).err().unwrap();
        assert!(error.to_string().contains("the plug-in No Such Plug-in"), "{error}");
        assert!(error.hints()[0].contains("synths scan"), "{:?}", error.hints());
        let other = write("{ native = \"dx7\" }", "reverb");
        assert!(matches!(open("mine", &other, None).err().unwrap(), StudioError::Definition { .. }));
        let typo = write("{ native = \"dx8\" }", "feedback");
        assert!(matches!(open("mine", &typo, None).err().unwrap(), StudioError::UnknownName { .. }));
        // The first that fits is taken.
        let second = write("{ plugin = \"No Such Plug-in\" }, { native = \"dx7\" }", "feedback");
        assert_eq!(open("mine", &second, None).unwrap().spec().params.len(), 1);
        assert!(matches!(definition("no/such.toml"), Err(StudioError::Definition { .. })));
        assert!(definition("dx7").unwrap().is_none());
    }
}
