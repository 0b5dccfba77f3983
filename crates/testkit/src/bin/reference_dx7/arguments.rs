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
    /// Whether only voices whose LFO samples and holds are compared, instead of all others.
    pub sample_and_hold: bool,
    /// Whether presets are drawn uniformly instead, as a search may try them.
    pub uniform: bool,
    /// How long the keys are held.
    pub gate_secs: f64,
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
            sample_and_hold: false,
            uniform: false,
            gate_secs: 2.0,
            notes: vec![36, 60, 84],
            velocities: vec![40, 100, 127],
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--modern" => arguments.modern = true,
                "--sample-and-hold" => arguments.sample_and_hold = true,
                "--uniform" => arguments.uniform = true,
                _ => arguments.set(&word, words.next())?,
            }
        }
        Ok(arguments)
    }

    /// Sets one argument that has a value.
    fn set(&mut self, word: &str, value: Option<String>) -> Result<(), String> {
        let value = value.ok_or_else(|| format!("{word} needs a value"))?;
        match word {
            "--voices" if value == "all" => self.voices = None,
            "--voices" => self.voices = Some(number(word, &value)?),
            "--seed" => self.seed = number(word, &value)?,
            "--rate" => self.rate_hz = number(word, &value)?,
            "--gate" => self.gate_secs = number(word, &value)?,
            "--notes" => self.notes = list(word, &value)?,
            "--velocities" => self.velocities = list(word, &value)?,
            _ => {
                return Err(format!(
                    "`{word}` is not an argument: --voices, --seed, --notes, --velocities, --gate, --rate, --modern, --sample-and-hold, --uniform are"
                ));
            }
        }
        Ok(())
    }

    /// Every note with every velocity.
    pub(crate) fn gestures(&self) -> Vec<Gesture> {
        let gate_secs = self.gate_secs;
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
