//! Bridges that ship with the house: engines that live in Python packages.

use std::ffi::OsString;

use crate::child::Launch;

/// An engine that a script of ours makes a synth of.
pub struct Adapter {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// What stands behind the name and a colon, where the engine has to be told what to load.
    pub argument: Option<&'static str>,
    /// What to install.
    pub needs: &'static str,
    script: &'static str,
}

/// The module that all scripts use.
const MODULE: &str = include_str!("../../../../bridges/tonewright_bridge.py");

/// All adapters, in the order of the docs.
pub const ADAPTERS: &[Adapter] = &[
    Adapter {
        name: "dexed-py",
        summary: "the real Dexed engine (Mark I) of the Python package dexed-py",
        argument: None,
        needs: "pip install dexed-py numpy",
        script: include_str!("../../../../bridges/dexed.py"),
    },
    Adapter {
        name: "vital",
        summary: "the real Vital engine of the Python package vita",
        argument: None,
        needs: "pip install vita numpy",
        script: include_str!("../../../../bridges/vital.py"),
    },
    Adapter {
        name: "pedalboard",
        summary: "any instrument that the Python package pedalboard hosts: `pedalboard:FILE.vst3`",
        argument: Some("PATH[#NAME]"),
        needs: "pip install pedalboard numpy",
        script: include_str!("../../../../bridges/pedalboard.py"),
    },
];

impl Adapter {
    /// The adapter of that name and what stands behind it: `vital`, `pedalboard:FILE.vst3`.
    pub fn find(name: &str) -> Option<(&'static Self, Option<&str>)> {
        let (word, argument) = name.split_once(':').map_or((name, None), |(word, rest)| (word, Some(rest)));
        let adapter = ADAPTERS.iter().find(|adapter| adapter.name == word)?;
        let argument = argument.filter(|text| !text.is_empty());
        (argument.is_none() || adapter.argument.is_some()).then_some((adapter, argument))
    }

    /// How it is started by a Python, told what to load where it has to be.
    pub fn launch(&self, python: impl Into<OsString>, argument: Option<&str>) -> Launch {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        // A JSON text is a Python text.
        let program = format!(
            "import sys, types\nmodule = types.ModuleType('tonewright_bridge')\nexec({}, module.__dict__)\n\
             sys.modules['tonewright_bridge'] = module\nexec(compile({}, {}, 'exec'))\n",
            quoted(MODULE),
            quoted(self.script),
            quoted(self.name),
        );
        let words = [python.into(), "-u".into(), "-c".into(), program.into()];
        Launch::of(words.into_iter().chain(argument.map(OsString::from)).collect())
    }
}
