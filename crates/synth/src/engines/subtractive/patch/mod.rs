//! A preset in the units of its parameters: what the engine plays.

mod read;

pub use read::FREE_DESTINATIONS_OF;

/// What an oscillator plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wave {
    /// Rising from −1 to 1.
    Saw,
    /// High for a share of the period, then low; without its offset.
    Pulse,
    /// Rising in the first half, falling in the second.
    Triangle,
    /// A sine.
    Sine,
    /// White noise.
    Noise,
}

/// What an LFO plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LfoWave {
    /// A sine.
    Sine,
    /// Rising from the middle.
    Triangle,
    /// Rising from −1 to 1.
    SawUp,
    /// Falling from 1 to −1.
    SawDown,
    /// 1 in the first half, −1 in the second.
    Square,
    /// A value for each period.
    Random,
}

/// What a modulator moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Nothing.
    None,
    /// The filter's cutoff.
    Cutoff,
    /// The pitch of everything.
    Pitch,
    /// The pitch of oscillator 1 and of the sub.
    FirstPitch,
    /// The pitch of oscillator 2.
    SecondPitch,
    /// The pulse widths.
    PulseWidth,
    /// The FM index.
    Fm,
    /// The amplifier.
    Volume,
}

/// One oscillator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oscillator {
    /// What it plays.
    pub wave: Wave,
    /// Amplitude, 0..=1.
    pub level: f64,
    /// Semitones above the key, fine tune included.
    pub semitones: f64,
    /// Share of a period in which a pulse is high, 0.02..=0.98.
    pub pulse_width: f64,
    /// Periods, 0..=1, at the key press.
    pub phase: f64,
}

/// An envelope with four stages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Envelope {
    /// Seconds of the rise.
    pub attack_secs: f64,
    /// Seconds for 60 dB of the way from the peak to the sustain level.
    pub decay_secs: f64,
    /// 0..=1.
    pub sustain: f64,
    /// Seconds for 60 dB.
    pub release_secs: f64,
}

/// The filter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    /// Index of its type, 0..12.
    pub kind: usize,
    /// 20..=20 000.
    pub cutoff_hz: f64,
    /// 0..=1.
    pub resonance: f64,
    /// 0..=1, octaves an octave.
    pub key_follow: f64,
    /// Octaves at the envelope's peak, −8..=8.
    pub contour_octaves: f64,
    /// 0..=30.
    pub drive_db: f64,
}

/// The envelope that runs by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FreeEnvelope {
    /// Seconds of the rise.
    pub attack_secs: f64,
    /// Seconds of the fall by 60 dB.
    pub decay_secs: f64,
    /// −1..=1.
    pub amount: f64,
    /// What it moves.
    pub destination: Destination,
}

/// A low-frequency oscillator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lfo {
    /// What it plays.
    pub wave: LfoWave,
    /// Periods a second.
    pub rate_hz: f64,
    /// 0..=1.
    pub amount: f64,
    /// Periods, 0..=1, at the key press.
    pub phase: f64,
    /// What it moves.
    pub destination: Destination,
}

/// The reverberation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reverb {
    /// Amplitude, 0..=1.
    pub wet: f64,
    /// Seconds for 60 dB.
    pub decay_secs: f64,
    /// Seconds before it begins.
    pub pre_delay_secs: f64,
    /// Where it gets duller.
    pub high_cut_hz: f64,
    /// Where it gets thinner.
    pub low_cut_hz: f64,
}

/// A whole preset in plain units, in the order of the parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    /// Both oscillators.
    pub oscillators: [Oscillator; 2],
    /// Amplitude of the square one octave down, 0..=1.
    pub sub_level: f64,
    /// Amplitude of the hiss, 0..=1.
    pub noise_level: f64,
    /// Whether oscillator 1 starts oscillator 2 anew.
    pub sync: bool,
    /// Index in radians, 0..=10.
    pub fm_radians: f64,
    /// Amplitude of the product, 0..=1.
    pub ring: f64,
    /// Semitones by which all is moved.
    pub transpose_semitones: f64,
    /// Semitones between the oscillators.
    pub detune_semitones: f64,
    /// The filter.
    pub filter: Filter,
    /// The filter's envelope.
    pub filter_envelope: Envelope,
    /// The amplifier's.
    pub amp_envelope: Envelope,
    /// The one that runs by itself.
    pub free_envelope: FreeEnvelope,
    /// Both LFOs.
    pub lfos: [Lfo; 2],
    /// How much velocity lowers the volume, 0..=1.
    pub velocity_volume: f64,
    /// How much it lowers the contour, 0..=1.
    pub velocity_contour: f64,
    /// How much it lowers the cutoff, 0..=1.
    pub velocity_cutoff: f64,
    /// Bits of the mix; none where the crusher is off.
    pub crusher_bits: Option<f64>,
    /// Cutoff behind the amplifier.
    pub high_pass_hz: f64,
    /// The slow chorus and the fast one.
    pub chorus: [bool; 2],
    /// The reverberation.
    pub reverb: Reverb,
}
