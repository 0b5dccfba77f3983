//! The words of the command line.

use tonewright_synth::Gesture;

/// What is compared.
pub(crate) struct Arguments {
    /// How many voices; all when none.
    pub voices: Option<usize>,
    /// Which voices.
    pub seed: u64,
    /// Sample rate of both sides.
    pub rate_hz: u32,
    /// Whether the Modern engine is compared too.
    pub modern: bool,
    notes: Vec<u8>,
    velocities: Vec<u8>,
}

impl Arguments {
    /// The arguments after the program's name.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            voices: Some(300),
            seed: 1,
            rate_hz: 44_100,
            modern: false,
            notes: vec![36, 60, 84],
            velocities: vec![40, 100, 127],
        };
        while let Some(word) = words.next() {
            if word == "--modern" {
                arguments.modern = true;
                continue;
            }
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--voices" if value == "all" => arguments.voices = None,
                "--voices" => arguments.voices = Some(number(&word, &value)?),
                "--seed" => arguments.seed = number(&word, &value)?,
                "--rate" => arguments.rate_hz = number(&word, &value)?,
                "--notes" => arguments.notes = list(&word, &value)?,
                "--velocities" => arguments.velocities = list(&word, &value)?,
                _ => {
                    return Err(format!(
                        "`{word}` is not an argument: --voices, --seed, --notes, --velocities, --rate, --modern are"
                    ));
                }
            }
        }
        Ok(arguments)
    }

    /// Every note with every velocity.
    pub(crate) fn gestures(&self, gate_secs: f64) -> Vec<Gesture> {
        let with =
            |note: &u8| self.velocities.iter().map(move |velocity| (*note, *velocity)).collect::<Vec<_>>();
        self.notes
            .iter()
            .flat_map(with)
            .map(|(note, velocity)| Gesture { note, velocity, gate_secs })
            .collect()
    }
}

fn number<T: std::str::FromStr<Err: std::fmt::Display>>(word: &str, value: &str) -> Result<T, String> {
    value.trim().parse().map_err(|why| format!("{word} takes numbers, not `{value}`: {why}"))
}

fn list(word: &str, value: &str) -> Result<Vec<u8>, String> {
    value.split(',').map(|item| number(word, item)).collect()
}
