//! The definitions that ship with the house.

/// A definition within the program.
pub struct ShippedDefinition {
    /// What users type.
    pub name: &'static str,
    /// The file, `synths/NAME.toml`.
    pub text: &'static str,
}

/// A line of the table.
macro_rules! shipped {
    ($name:literal) => {
        ShippedDefinition { name: $name, text: include_str!(concat!("../../../../synths/", $name, ".toml")) }
    };
}

/// All of them, in the order of the docs.
pub const DEFINITIONS: &[ShippedDefinition] = &[
    shipped!("dexed-100"),
    shipped!("dexed-144"),
    shipped!("dexed-81"),
    shipped!("tal-noisemaker"),
    shipped!("diva-173"),
    shipped!("diva-166"),
    shipped!("diva-412"),
    shipped!("surge-xt-full"),
    shipped!("surge-xt-simple"),
    shipped!("amsynth"),
    shipped!("jx10"),
    shipped!("xsynth"),
    shipped!("vital-simple"),
];
