//! What the files hold: each column as the format describes it, and as `datasets` does.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::TypePtr;
use serde_json::{Map, Value, json};

use super::super::about::About;
use super::super::source::Source;
use crate::columns::feature_column;
use crate::dataset::StoredColumn;

/// A column of the files.
pub(super) enum Shown {
    /// Which item a row is.
    Item,
    /// Note, velocity, start, gate.
    Note,
    /// Root mean square and largest sample.
    Levels,
    /// The knobs, so many.
    Knobs(usize),
    /// The sound.
    Audio,
    /// A feature, with its name and shape for one sound.
    Feature(Feature),
}

/// The column of a feature.
pub(super) struct Feature {
    /// As the data set calls its column.
    pub(super) name: String,
    /// As the files do.
    pub(super) shown: String,
    /// Its shape for one sound.
    pub(super) shape: Vec<usize>,
}

/// What is shown of a data set.
pub(super) fn columns(about: &About) -> Vec<Shown> {
    let prefix = feature_column("");
    let of = |column: &StoredColumn| match column.name.as_str() {
        "audio" => Some(Shown::Audio),
        "notes" => Some(Shown::Note),
        "levels" => Some(Shown::Levels),
        // A list without entries is no list that can be loaded.
        "knobs" => Some(column.shape[0]).filter(|knobs| *knobs > 0).map(Shown::Knobs),
        name => name.strip_prefix(&prefix).map(|feature| {
            let shape = column.shape[1..].to_vec();
            // Feature names have hyphens, which a schema's text has not.
            Shown::Feature(Feature { name: name.to_owned(), shown: feature.replace('-', "_"), shape })
        }),
    };
    std::iter::once(Shown::Item).chain(about.columns.iter().filter_map(of)).collect()
}

/// The schema, in the words of the format's own description. Everything may be missing, though nothing is: only so are
/// the columns those that `datasets` expects.
pub(super) fn schema(columns: &[Shown]) -> Result<TypePtr, ParquetError> {
    let mut text = "message sounds {\n".to_owned();
    for column in columns {
        text.push_str(&match column {
            Shown::Item => "optional int64 item;\n".to_owned(),
            Shown::Note => "optional group note { optional int32 note; optional int32 velocity; \
                 optional float start_secs; optional float gate_secs; }\n"
                .to_owned(),
            Shown::Levels => "optional float rms;\noptional float peak;\n".to_owned(),
            Shown::Knobs(_) => list("knobs", 1),
            Shown::Audio => {
                "optional group audio { optional binary bytes; optional binary path (UTF8); }\n".to_owned()
            }
            Shown::Feature(feature) => list(&feature.shown, feature.shape.len()),
        });
    }
    text.push('}');
    parse_message_type(&text).map(Arc::new)
}

/// Numbers in lists within lists, so many deep.
fn list(name: &str, depth: usize) -> String {
    if depth == 0 {
        return format!("optional float {name};\n");
    }
    let inner = list("element", depth - 1);
    format!("optional group {name} (LIST) {{ repeated group list {{ {inner} }} }}\n")
}

/// What the files say of themselves, and how they are packed.
pub(super) fn properties(source: &Source<'_>, columns: &[Shown]) -> WriterProperties {
    let mut features = Map::new();
    let value = |dtype: &str| json!({ "dtype": dtype, "_type": "Value" });
    for column in columns {
        let (name, feature) = match column {
            Shown::Item => ("item", value("int64")),
            Shown::Note => (
                "note",
                json!({ "note": value("int32"), "velocity": value("int32"),
                    "start_secs": value("float32"), "gate_secs": value("float32") }),
            ),
            Shown::Levels => {
                features.insert("rms".to_owned(), value("float32"));
                ("peak", value("float32"))
            }
            Shown::Knobs(_) => ("knobs", described(1)),
            Shown::Audio => {
                let (rate_hz, mono) = (source.about.sound.rate_hz, source.about.sound.channels == 1);
                ("audio", json!({ "sampling_rate": rate_hz, "mono": mono, "_type": "Audio" }))
            }
            Shown::Feature(feature) => (feature.shown.as_str(), described(feature.shape.len())),
        };
        features.insert(name.to_owned(), feature);
    }
    let words = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let told = vec![
        words("huggingface", json!({ "info": { "features": features } }).to_string()),
        words("tonewright", source.order.manifest.plan.to_string()),
    ];
    // Statistics and dictionaries of samples are of no use and as large as the samples.
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_created_by(source.order.made_by.to_owned())
        .set_key_value_metadata(Some(told))
        .build()
}

/// How `datasets` calls numbers in lists within lists, so many deep.
fn described(depth: usize) -> Value {
    if depth == 0 {
        return json!({ "dtype": "float32", "_type": "Value" });
    }
    json!({ "feature": described(depth - 1), "_type": "Sequence" })
}
