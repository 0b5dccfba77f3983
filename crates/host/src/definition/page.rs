//! The page of a definition for the docs, made from it.

use std::fmt::Write as _;

use super::file::{Base, Setting};
use super::model::{DefinedParam, Definition, Drawn, Use};
use super::values::{Few, Values};

/// Most labels or weights that a row writes out.
const WRITTEN_MOST: usize = 8;

impl Definition {
    /// Its page, in Markdown: what it is, where the table comes from, the parameters, what is held, totals.
    pub fn page(&self) -> String {
        let mut page = format!("# {}\n\n`--synth {}`: {}.\n\n", self.title, self.name, self.summary);
        page += &format!(
            "<!-- made from `synths/{}.toml` by `UPDATE_DOCS=1 cargo test -p tonewright-host definitions` -->\n\n",
            self.name
        );
        page += &self.head();
        page += &self.encodings_table();
        if let Some(base) = &self.base {
            page += &base_section(base);
        }
        page += &self.used_table();
        page += &self.fixed_list();
        page
    }

    fn head(&self) -> String {
        let under: Vec<String> = self.underneath.iter().map(ToString::to_string).collect();
        let drawn = match self.drawn {
            Drawn::ByTable => "each parameter alone, by the intervals and weights below",
            Drawn::LikeTheSynth => "as the synth underneath draws its own, or around the initial preset",
        };
        let mut head = format!("- Source: {}.\n", self.source);
        head += &format!("- Lies on {}; the first that is there is taken.\n", under.join(", or "));
        head += &format!("- Presets are drawn {drawn}.\n");
        head += &format!("- {}.\n", self.totals());
        for note in &self.notes {
            head += &format!("- {note}\n");
        }
        head
    }

    fn encodings_table(&self) -> String {
        let mut table = String::from(
            "\n## Vectors\n\n| encoding | what it is | classes | numbers | width |\n|---|---|---|---|---|\n",
        );
        for encoding in &self.encodings {
            let layout = self.layout(encoding);
            let (classes, numbers) = layout.classes_and_numbers();
            let (name, summary, width) = (&encoding.name, &encoding.summary, layout.width);
            table += &format!("| `{name}` | {summary} | {classes} | {numbers} | {width} |\n");
        }
        if let Some(note) = self.note {
            table += &format!(
                "\nThe last three numbers are the note: pitch ({} to {}), start and end (0 to {} s).\n",
                note.pitch.0, note.pitch.1, note.until_secs
            );
        }
        table
    }

    fn used_table(&self) -> String {
        let mut table = format!(
            "\n## Parameters\n\nOffsets are those of the encoding `{}`; values lie on the knob, 0 to 1.\n\n\
             | offset | width | id | name | values | drawn | initial |\n|---|---|---|---|---|---|---|\n",
            self.encodings[0].name
        );
        for (param, slot) in self.used().zip(self.layout(&self.encodings[0]).slots) {
            let (kind, drawn) = told(&param.values);
            let _ = writeln!(
                table,
                "| {} | {} | `{}` | {} | {kind} | {drawn} | {} |",
                slot.offset,
                slot.width,
                param.id,
                param.name,
                initial(param)
            );
        }
        table
    }

    /// The parameters that are held, and where, in words.
    pub fn held(&self) -> Vec<String> {
        self.params.iter().filter_map(held).collect()
    }

    fn fixed_list(&self) -> String {
        let fixed = self.held();
        if fixed.is_empty() {
            return String::new();
        }
        format!("\n## Held\n\n{}.\n", fixed.join(", "))
    }
}

/// The values of a parameter and how they are drawn, in words.
fn told(values: &Values) -> (String, String) {
    match values {
        Values::Continuous { interval: (low, high), often } => {
            let drawn = often.map_or_else(
                || "uniform".to_owned(),
                |often| format!("{} with probability {}, else uniform", often.knob, often.probability),
            );
            (format!("{low} .. {high}"), drawn)
        }
        Values::Stepped(few) => (format!("{} steps", few.knobs.len()), weights(few)),
        Values::Toggle(few) => ("off, on".to_owned(), weights(few)),
        Values::Choice(few) if few.labels.is_empty() => (format!("one of {}", few.knobs.len()), weights(few)),
        Values::Choice(few) => {
            (format!("one of {}: {}", few.knobs.len(), few.labels.join(", ")), weights(few))
        }
    }
}

fn weights(few: &Few) -> String {
    if few.is_uniform() {
        return "uniform".to_owned();
    }
    if few.weights.len() > WRITTEN_MOST {
        return "weighted".to_owned();
    }
    few.weights.iter().map(|weight| format!("{weight:.3}")).collect::<Vec<_>>().join(", ")
}

fn initial(param: &DefinedParam) -> String {
    param.default.map_or_else(|| "the synth's".to_owned(), |knob| knob.to_string())
}

fn held(param: &DefinedParam) -> Option<String> {
    let Use::Fixed(setting) = &param.role else { return None };
    Some(match setting {
        None => format!("`{}` where the synth starts", param.name),
        Some(Setting::Knob(knob)) => format!("`{}` at {knob}", param.name),
        Some(Setting::Text(text)) => format!("`{}` at \"{text}\"", param.name),
    })
}

fn base_section(base: &Base) -> String {
    let mut section = format!("\n## Base preset\n\n{}.\n\n| what | is |\n|---|---|\n", base.summary);
    for setting in &base.settings {
        section += &format!("| {} | {} |\n", setting.name, setting.value);
    }
    section += "\n| from | to | depth |\n|---|---|---|\n";
    for routing in &base.routings {
        section += &format!("| {} | {} | {} |\n", routing.from, routing.to, routing.depth);
    }
    section
}
