//! Bridges that ship with the house: engines that live in Python packages.

use std::ffi::OsString;

use crate::child::Launch;

/// An engine that a script of ours makes a synth of.
pub struct Adapter {
    /// What users type.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
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
        needs: "pip install dexed-py numpy",
        script: include_str!("../../../../bridges/dexed.py"),
    },
    Adapter {
        name: "vital",
        summary: "the real Vital engine of the Python package vita",
        needs: "pip install vita numpy",
        script: include_str!("../../../../bridges/vital.py"),
    },
];

impl Adapter {
    /// How it is started by a Python.
    pub fn launch(&self, python: impl Into<OsString>) -> Launch {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        // A JSON text is a Python text.
        let program = format!(
            "import sys, types\nmodule = types.ModuleType('tonewright_bridge')\nexec({}, module.__dict__)\n\
             sys.modules['tonewright_bridge'] = module\nexec(compile({}, {}, 'exec'))\n",
            quoted(MODULE),
            quoted(self.script),
            quoted(self.name),
        );
        Launch::of(vec![python.into(), "-u".into(), "-c".into(), program.into()])
    }
}
