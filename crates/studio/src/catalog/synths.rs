//! Synths by name: native ones, engines behind a bridge of ours, definitions, plug-ins, and any program that speaks the
//! bridge protocol.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tonewright_host::definition::Definition;
use tonewright_host::{ADAPTERS, Adapter, Address, Bridge, HostError, Launch};
use tonewright_synth::{SYNTHS, Synth, SynthEntry, ToyFamily};

use super::{base, definitions, plugins};
use crate::cache::{cache_dir, keep};
use crate::error::StudioError;
use crate::suggest::nearest;

/// How the name of a synth begins that is a command.
pub(super) const BRIDGE: &str = "bridge:";
/// The variable that names the Python with the engines of our bridges and exams.
pub(crate) const PYTHON: &str = "TONEWRIGHT_PYTHON";

/// Where a synth comes from.
pub(super) enum Source {
    Native(&'static SynthEntry),
    Adapter(&'static Adapter, Option<String>),
    Command(Vec<OsString>),
    Defined(Box<Definition>),
    Plugin(Address),
}

pub(super) fn source(name: &str) -> Result<Source, StudioError> {
    let (name, _) = base::split(name);
    if let Some(command) = name.strip_prefix(BRIDGE) {
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| StudioError::Setting {
            key: "synth".to_owned(),
            reason: format!("`{name}` names no command"),
            hint: Some("write it as in a shell: `--synth \"bridge:python3 my-synth.py\"`".to_owned()),
        })?;
        return Ok(Source::Command(words.into_iter().map(OsString::from).collect()));
    }
    let native = SYNTHS.iter().find(|entry| entry.name == name).map(Source::Native);
    let adapter = || {
        let (adapter, argument) = Adapter::find(name)?;
        Some(Source::Adapter(adapter, argument.map(str::to_owned)))
    };
    if let Some(source) = native.or_else(adapter) {
        return Ok(source);
    }
    if let Some(definition) = definitions::definition(name)? {
        return Ok(Source::Defined(Box::new(definition)));
    }
    plugins::address(name)?.map(Source::Plugin).ok_or_else(|| {
        let plugins = plugins::known_plugins();
        let plugins = plugins.iter().filter_map(|plugin| plugin.id().map(str::to_owned));
        let defined = definitions::definition_list().into_iter().map(|listed| listed.name);
        let known: Vec<String> = synth_list()
            .into_iter()
            .map(|listed| listed.name.to_owned())
            .chain(defined)
            .chain(plugins)
            .collect();
        StudioError::UnknownName {
            what: "synth",
            name: name.to_owned(),
            near: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
            known,
        }
    })
}

/// A synth that has a name.
#[derive(Clone, Copy, Debug)]
pub struct ListedSynth {
    /// What users type.
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// The formula it is a variant of, if it is a toy.
    pub toy: Option<&'static ToyFamily>,
}

/// All synths that have a name: instruments of ours, bridges of ours, toys.
pub fn synth_list() -> Vec<ListedSynth> {
    let native =
        |entry: &SynthEntry| ListedSynth { name: entry.name, summary: entry.summary, toy: entry.toy };
    let hosted = |adapter: &Adapter| ListedSynth { name: adapter.name, summary: adapter.summary, toy: None };
    let mut all: Vec<ListedSynth> = SYNTHS.iter().map(native).collect();
    let first_toy = all.iter().position(|listed| listed.toy.is_some()).unwrap_or(all.len());
    all.splice(first_toy..first_toy, ADAPTERS.iter().map(hosted));
    all
}

/// Whether there is a synth of this name; it is not started.
///
/// # Errors
/// [`StudioError::UnknownName`] with the names there are and the nearest one, [`StudioError::Setting`] for a
/// command that is none, [`StudioError::Definition`] for a definition that makes no sense.
pub fn check_synth(name: &str) -> Result<(), StudioError> {
    source(name).map(drop)
}

/// The Python that our scripts run in: the one that the environment names, or the system's.
pub(crate) fn python() -> PathBuf {
    std::env::var_os(PYTHON).map_or_else(|| PathBuf::from("python3"), PathBuf::from)
}

/// What the synth of this name is, in one line.
///
/// # Errors
/// As [`check_synth`].
pub fn synth_summary(name: &str) -> Result<String, StudioError> {
    Ok(match source(name)? {
        Source::Native(entry) => entry.summary.to_owned(),
        Source::Adapter(adapter, _) => adapter.summary.to_owned(),
        Source::Defined(definition) => definition.summary,
        Source::Command(_) => "a synth behind the bridge protocol".to_owned(),
        Source::Plugin(address) => address.to_string(),
    })
}

/// The synth of this name, made and ready to be shared between threads. One that is a program is started.
///
/// # Errors
/// As [`check_synth`]; [`StudioError::Hosted`] when it does not start or does not describe itself;
/// [`StudioError::NothingUnderneath`] for a definition of a synth that is not installed; [`StudioError::Io`] for a base
/// preset that can't be read, [`StudioError::Setting`] for one where there can be none.
pub fn synth(name: &str) -> Result<Arc<dyn Synth>, StudioError> {
    synth_on(name, base::split(name).1)
}

/// The synth of this name, lying on that preset file.
pub(super) fn synth_on(name: &str, base: Option<&Path>) -> Result<Arc<dyn Synth>, StudioError> {
    let open = |launch, hint: &str| {
        let launch = base::lay(launch, base)?;
        let fault = |source: HostError| StudioError::Hosted {
            synth: name.to_owned(),
            source: source.into(),
            hint: hint.to_owned(),
        };
        Bridge::open(launch).map(|bridge| Arc::new(bridge) as Arc<dyn Synth>).map_err(fault)
    };
    match source(name)? {
        Source::Native(entry) => base::refuse(name, base).map(|()| Arc::from((entry.build)())),
        Source::Adapter(adapter, argument) => {
            if let (Some(wanted), None) = (adapter.argument, &argument) {
                return Err(StudioError::Setting {
                    key: "synth".to_owned(),
                    reason: format!("`{name}` has to be told what to load"),
                    hint: Some(format!("write it as `--synth {name}:{wanted}`")),
                });
            }
            let python = python();
            let hint = format!("it needs `{}`; {PYTHON} names the Python that has it", adapter.needs);
            open(adapter.launch(python, argument.as_deref()), &hint)
        }
        Source::Defined(definition) => definitions::open(name, &definition, base),
        Source::Plugin(address) => Ok(Arc::new(plugins::open(name, &address, None, base)?)),
        Source::Command(words) => {
            let hint = "docs/guides/bridge-protocol.md says what such a program is asked and answers";
            let synth = open(Launch::of(words), hint)?;
            remember_command(name);
            Ok(synth)
        }
    }
}

/// The synth that a file from somewhere names, a recipe or a data set. What would start a program or load code is only
/// taken if its user has used it before: a file must not run what it brings along.
///
/// # Errors
/// As [`synth`]; [`StudioError::Setting`] for what the user has not used.
pub fn synth_that_a_file_names(name: &str) -> Result<Arc<dyn Synth>, StudioError> {
    let (plain, base) = base::split(name);
    match source(name)? {
        Source::Native(_) | Source::Defined(_) | Source::Adapter(_, None) => synth(name),
        Source::Command(_) => known_command(plain.strip_prefix(BRIDGE).unwrap_or(plain), base),
        Source::Plugin(address) if plugins::is_known(&address) => synth(name),
        Source::Plugin(_) | Source::Adapter(_, Some(_)) => Err(StudioError::Setting {
            key: "synth".to_owned(),
            reason: format!("a file names `{name}`, which you have not used yourself"),
            hint: Some(format!("if you trust it, say it yourself: `--set \"synth='{name}'\"`")),
        }),
    }
}

/// The synth of this name for its preset files, not to be played: of a definition whose synth is not here, the table
/// does. Then a sentence says so.
///
/// # Errors
/// As [`synth`], without [`StudioError::NothingUnderneath`].
pub fn synth_for_files(name: &str) -> Result<(Arc<dyn Synth>, Option<String>), StudioError> {
    match (synth(name), definitions::definition(name)?) {
        (Err(StudioError::NothingUnderneath { .. }), Some(definition)) => {
            let (table, remark) = definitions::open_table(name, &definition)?;
            Ok((table, Some(remark)))
        }
        (synth, _) => Ok((synth?, None)),
    }
}

/// Where it is kept that a command was typed by who sits here.
fn command_file(command: &str) -> Option<PathBuf> {
    let hash = blake3::hash(command.as_bytes()).to_hex();
    cache_dir().map(|cache| cache.join("commands").join(&hash[..32]))
}

fn remember_command(name: &str) {
    let (name, _) = base::split(name);
    let command = name.strip_prefix(BRIDGE).unwrap_or(name);
    if let Some(file) = command_file(command).filter(|file| !file.exists()) {
        keep(&file, command.as_bytes());
    }
}

/// The program that a definition names, started: only if its user has started that very command before. A file from
/// somewhere must not start programs.
pub(super) fn known_command(command: &str, base: Option<&Path>) -> Result<Arc<dyn Synth>, StudioError> {
    let name = format!("{BRIDGE}{command}");
    let is_known = command_file(command)
        .is_some_and(|file| std::fs::read(file).is_ok_and(|kept| kept == command.as_bytes()));
    if is_known {
        return synth_on(&name, base);
    }
    Err(StudioError::Setting {
        key: "synth".to_owned(),
        reason: format!("a file starts the program `{command}`, which you have not started yourself"),
        hint: Some(format!("if you trust it, start it once: `tonewright synths show \"{name}\"`")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_known_and_names_are_unique() {
        let list = synth_list();
        let names: std::collections::BTreeSet<_> = list.iter().map(|listed| listed.name).collect();
        assert_eq!(names.len(), list.len());
        assert!(list.is_sorted_by_key(|listed| listed.toy.is_some()), "toys come last");
        for ListedSynth { name, summary, .. } in list {
            check_synth(name).unwrap();
            assert_eq!(synth_summary(name).unwrap(), summary);
        }
        for entry in SYNTHS {
            assert_eq!(synth(entry.name).unwrap().spec().id, entry.name);
        }
    }

    #[test]
    fn an_unknown_name_lists_what_there_is() {
        let error = check_synth("no-such-synth").err().unwrap();
        let plugins = plugins::known_plugins().iter().filter(|plugin| plugin.id().is_some()).count();
        let all = synth_list().len() + definitions::definition_list().len() + plugins;
        assert!(
            matches!(&error, StudioError::UnknownName { what: "synth", known, .. } if known.len() == all)
        );
    }

    #[test]
    fn a_command_is_split_as_a_shell_does() {
        let Ok(Source::Command(words)) = source("bridge:python3 'my synth.py' --fast") else {
            panic!("it is a command");
        };
        assert_eq!(words, ["python3", "my synth.py", "--fast"]);
        for none in ["bridge:", "bridge: ", "bridge:'open"] {
            assert!(matches!(check_synth(none), Err(StudioError::Setting { .. })), "{none}");
        }
        let error = synth("bridge:/no/such/program").err().unwrap();
        assert!(matches!(&error, StudioError::Hosted { synth, .. } if synth.contains("no/such")));
    }
}
