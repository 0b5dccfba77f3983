//! Planned features allocate nothing once they have seen a sound of the length.

use tonewright_audio::features::FEATURES;
use tonewright_audio::{
    Audio, ComplexSpectrogram, Compression, DbConfig, Matrix, MelSpectrogram, MelSpectrogramConfig, Mfcc,
    MfccConfig, MultiMel, PlanSetup, RmsConfig, Stft, StftConfig, TrueEnvelope,
};
use tonewright_testkit::signals;

/// Allocations of the second of two calls.
fn second_call(mut call: impl FnMut()) -> u64 {
    call();
    allocation_counter::measure(call).count_total
}

#[test]
fn the_second_call_allocates_nothing() {
    let signal = signals::noise(9_000, 5);
    let db = |fft_len, hop| {
        MelSpectrogramConfig::librosa(44_100, fft_len, hop, 32)
            .with_compression(Compression::Db(DbConfig::default()))
    };
    let mut out = Matrix::new();
    // 441 is odd, 1102 has large prime factors, 509 is prime and goes one frame at a time.
    for fft_len in [441, 1102, 2048, 509] {
        let mut stft = Stft::new(StftConfig::librosa(fft_len, 220)).unwrap();
        assert_eq!(second_call(|| stft.process_into(&signal, &mut out).unwrap()), 0, "STFT of {fft_len}");
        let mut complex = ComplexSpectrogram::new();
        assert_eq!(second_call(|| stft.complex_into(&signal, &mut complex).unwrap()), 0, "complex {fft_len}");
        let mut mel = MelSpectrogram::new(db(fft_len, 220)).unwrap();
        assert_eq!(second_call(|| mel.process_into(&signal, &mut out).unwrap()), 0, "mel of {fft_len}");
    }
    let mut mfcc = Mfcc::new(MfccConfig::librosa(44_100)).unwrap();
    assert_eq!(second_call(|| mfcc.process_into(&signal, &mut out).unwrap()), 0, "MFCC");
    let rms = RmsConfig::default();
    assert_eq!(second_call(|| rms.process_into(&signal, &mut out).unwrap()), 0, "RMS");
    let mut envelope = TrueEnvelope::new(StftConfig::librosa(512, 128), 30).unwrap();
    assert_eq!(second_call(|| envelope.process_into(&signal, &mut out).unwrap()), 0, "envelope");
    let mut mels = MultiMel::new(&[db(512, 256), db(2048, 512), db(8192, 2048)]).unwrap();
    let mut outs = Vec::new();
    assert_eq!(second_call(|| mels.process_into(&signal, &mut outs).unwrap()), 0, "several mels");
}

#[test]
fn a_planned_feature_allocates_nothing_after_the_first_sound() {
    let (left, right) = (signals::noise(9_000, 5), signals::noise(9_000, 6));
    let sounds = [Audio::mono(left.clone(), 44_100), Audio::from_channels(vec![left, right], 44_100)];
    for feature in FEATURES {
        for sound in &sounds {
            let mut planned = (feature.plan)(PlanSetup::like(sound)).unwrap();
            let mut values = vec![0.0; planned.shape().iter().product()];
            let allocations = second_call(|| planned.process_into(sound, &mut values).unwrap());
            assert_eq!(allocations, 0, "{} of {} channels", feature.name, sound.channel_count());
        }
    }
}
