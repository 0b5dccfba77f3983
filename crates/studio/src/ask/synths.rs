//! *What is there?* The tables of synths, methods and measures as data for lists.

use std::path::Path;

use serde::Serialize;
use tonewright_host::FORMATS;
use tonewright_host::definition::{Definition, Encoding, Totals};
pub use tonewright_host::{Scanned, Verdict};
use tonewright_matching::METHODS;
use tonewright_measure::{Better, MEASURES};
use tonewright_synth::ParamSpec;
pub use tonewright_synth::SynthSpec;
use tonewright_synth::ToyFamily;

use crate::catalog;
use crate::config::values_of;
use crate::error::StudioError;

/// A line of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// What users type.
    pub name: String,
    /// One line.
    pub summary: String,
    /// What it is a variant of, if it is a toy of a paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toy: Option<ToySheet>,
    /// What it lies on, if it is a definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<Over>,
}

/// The synth that a definition lies on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Over {
    /// Name or address; none where none of its list is here.
    pub synth: Option<String>,
}

/// The formula that toys are variants of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToySheet {
    /// What it is called.
    pub family: String,
    /// One line.
    pub summary: String,
    /// Where it was published.
    pub source: String,
    /// Whether note and gate are heard.
    pub plays_keys: bool,
}

impl From<&ToyFamily> for ToySheet {
    fn from(family: &ToyFamily) -> Self {
        Self {
            family: family.name.to_owned(),
            summary: family.summary.to_owned(),
            source: family.source.to_owned(),
            plays_keys: family.plays_keys,
        }
    }
}

/// Everything there is to know about one synth.
#[derive(Clone, Debug, Serialize)]
pub struct SynthSheet {
    /// Identity and parameters.
    pub spec: SynthSpec,
    /// One line.
    pub summary: String,
    /// What it is a variant of, if it is a toy of a paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toy: Option<ToySheet>,
    /// What it is by its table, if it is a definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<DefinitionSheet>,
    /// Preset files: name, summary, extensions. A definition whose synth is not here has none.
    pub formats: Vec<(String, String, Vec<String>)>,
}

/// What a definition says beyond the parameters that it uses.
#[derive(Clone, Debug, Serialize)]
pub struct DefinitionSheet {
    /// Name or address of the synth underneath, where one of its list is here.
    pub over: Option<String>,
    /// Synths that may lie underneath.
    pub underneath: Vec<String>,
    /// Where the table comes from.
    pub source: String,
    /// What the table comes to.
    pub totals: Totals,
    /// Encodings: name, what it is, how many numbers a preset is.
    pub encodings: Vec<(String, String, usize)>,
    /// Parameters that are held, and where.
    pub held: Vec<String>,
}

impl DefinitionSheet {
    fn of(definition: &Definition) -> Self {
        let encoding = |encoding: &Encoding| {
            (encoding.name.clone(), encoding.summary.clone(), definition.layout(encoding).width)
        };
        Self {
            over: catalog::over(definition),
            underneath: definition.underneath.iter().map(ToString::to_string).collect(),
            source: definition.source.clone(),
            totals: definition.totals(),
            encodings: definition.encodings.iter().map(encoding).collect(),
            held: definition.held(),
        }
    }
}

/// A method with its settings.
#[derive(Clone, Debug, Serialize)]
pub struct MethodSheet {
    /// What users type.
    pub name: String,
    /// One line.
    pub summary: String,
    /// The paper it comes from.
    pub paper: Option<String>,
    /// Its settings with their defaults.
    pub defaults: toml::Table,
}

/// A measure as the docs describe it.
#[derive(Clone, Debug, Serialize)]
pub struct MeasureSheet {
    /// What users type.
    pub name: String,
    /// Its full name.
    pub title: String,
    /// One plain sentence.
    pub summary: String,
    /// Where it is defined.
    pub source: String,
    /// Unit of its values, empty for none.
    pub unit: String,
    /// `lower` or `higher`.
    pub better: &'static str,
    /// Its value on two identical sounds.
    pub identical: f64,
    /// Whether level alone leaves it unchanged.
    pub level_invariant: bool,
}

/// All synths: what the house has, then what a scan found, then definitions; toys come last, those of one family together.
pub fn synths() -> Vec<Listed> {
    let listed = |synth: catalog::ListedSynth| Listed {
        name: synth.name.to_owned(),
        summary: synth.summary.to_owned(),
        toy: synth.toy.map(Into::into),
        definition: None,
    };
    let (toys, own): (Vec<_>, Vec<_>) =
        catalog::synth_list().into_iter().partition(|synth| synth.toy.is_some());
    let plugins = catalog::known_plugins();
    let plugins = plugins.iter().filter_map(|plugin| {
        let summary = format!("{}, {}", plugin.scanned.name, plugin.scanned.address);
        Some(Listed { name: plugin.id()?.to_owned(), summary, toy: None, definition: None })
    });
    let defined = catalog::definition_list().into_iter().map(|listed| Listed {
        name: listed.name,
        summary: listed.summary,
        toy: None,
        definition: Some(Over { synth: listed.over }),
    });
    own.into_iter().map(listed).chain(plugins).chain(defined).chain(toys.into_iter().map(listed)).collect()
}

/// Looks for plug-ins in the usual places, or in that folder; each is told as it is found.
///
/// # Errors
/// When there is no such folder.
pub fn scan(within: Option<&Path>, seen: impl FnMut(&Scanned)) -> Result<Vec<Scanned>, StudioError> {
    if let Some(folder) = within {
        std::fs::read_dir(folder).map_err(|source| StudioError::Io {
            doing: "look for plug-ins",
            path: folder.to_owned(),
            source,
        })?;
    }
    Ok(catalog::scan_plugins(within, seen))
}

/// The plug-in formats: name, what it is, and what this build lacks to host it.
pub fn plugin_formats() -> Vec<(&'static str, &'static str, Option<&'static str>)> {
    FORMATS.iter().map(|format| (format.name, format.summary, format.missing)).collect()
}

/// One synth. A definition whose synth is not here is shown by its table alone.
///
/// # Errors
/// When there is none of that name.
pub fn synth(name: &str) -> Result<SynthSheet, StudioError> {
    let summary = catalog::synth_summary(name)?;
    let defined = catalog::definition(name)?;
    let mut definition = defined.as_ref().map(DefinitionSheet::of);
    let synth = match (catalog::synth(name), defined) {
        (Err(StudioError::NothingUnderneath { .. }), Some(defined)) => {
            let spec = defined.spec();
            return Ok(SynthSheet { formats: Vec::new(), spec, summary, toy: None, definition });
        }
        (synth, _) => synth?,
    };
    if let (Some(sheet), Some(rests_on)) = (&mut definition, &synth.spec().rests_on) {
        // Of what had to be started one knows only now.
        sheet.over.get_or_insert_with(|| rests_on.split(' ').next().unwrap_or_default().to_owned());
    }
    let formats = synth.formats().into_iter().map(|format| {
        let extensions = format.extensions().iter().map(|extension| (*extension).to_owned()).collect();
        (format.name().to_owned(), format.summary().to_owned(), extensions)
    });
    let toy = synths().into_iter().find(|listed| listed.name == name).and_then(|listed| listed.toy);
    Ok(SynthSheet { formats: formats.collect(), spec: synth.spec().clone(), summary, toy, definition })
}

/// The values that a parameter takes, in words.
pub fn param_values(param: &ParamSpec) -> String {
    values_of(param)
}

/// All methods, the default first.
pub fn methods() -> Vec<MethodSheet> {
    let sheet = |entry: &tonewright_matching::MethodEntry| MethodSheet {
        name: entry.name.to_owned(),
        summary: entry.summary.to_owned(),
        paper: entry.paper.map(str::to_owned),
        defaults: (entry.defaults)(),
    };
    METHODS.iter().map(sheet).collect()
}

/// One method.
///
/// # Errors
/// When there is none of that name.
pub fn method(name: &str) -> Result<MethodSheet, StudioError> {
    let name = catalog::method(name)?.name;
    Ok(methods()
        .into_iter()
        .find(|sheet| sheet.name == name)
        .expect("the catalog finds what the table lists"))
}

/// All measures.
pub fn measures() -> Vec<MeasureSheet> {
    let sheet = |entry: &tonewright_measure::MeasureEntry| MeasureSheet {
        name: entry.name.to_owned(),
        title: entry.title.to_owned(),
        summary: entry.summary.to_owned(),
        source: entry.source.to_owned(),
        unit: entry.unit.to_owned(),
        better: match entry.better {
            Better::Lower => "lower",
            Better::Higher => "higher",
        },
        identical: entry.identical,
        level_invariant: entry.level_invariant,
    };
    MEASURES.iter().map(sheet).collect()
}
