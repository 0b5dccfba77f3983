//! Files that mean harm: whatever stands in them, an answer comes, in memory that their size bounds.

use proptest::prelude::*;
use tonewright_data::corpus::leaks::leaks;
use tonewright_data::corpus::{Corpus, CorpusError};

use crate::corpus_file::{read, small};

/// Reads it, and uses what could be read.
fn use_all(bytes: &[u8]) -> Result<Corpus, CorpusError> {
    let corpus = read(bytes)?;
    assert_eq!(corpus.split_sizes().iter().sum::<usize>(), corpus.entries.len());
    assert_eq!(corpus.group_sizes().iter().sum::<usize>(), corpus.entries.len());
    assert!(corpus.compared().len() <= corpus.parameters.len());
    leaks(&corpus);
    let mut again = Vec::new();
    corpus.write_lines(&mut again).unwrap();
    assert_eq!(read(&again).unwrap(), corpus);
    Ok(corpus)
}

/// A reader that never ends and never says a line's end.
struct Endless;

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        buffer.fill(b'[');
        Ok(buffer.len())
    }
}

#[test]
fn a_line_without_an_end_is_given_up() {
    let endless = std::io::BufReader::new(Endless);
    let error = Corpus::read_lines(std::path::Path::new("endless"), endless).unwrap_err().to_string();
    assert!(error.contains("line 1: it is longer than 64 MiB"), "{error}");
    let mut bytes = small();
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    bytes.truncate(first);
    bytes.extend(vec![b'9'; 5 << 20]);
    let error = read(&bytes).unwrap_err().to_string();
    assert!(error.contains("line 2: it is longer than 4 MiB"), "{error}");
}

/// The seeds of the fuzz target.
#[test]
fn the_seeds_of_the_fuzz_target_are_read_or_refused() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/corpus");
    let of = |name: &str| use_all(&std::fs::read(format!("{folder}/{name}")).unwrap());
    let small = of("small").unwrap();
    assert_eq!((small.entries.len(), small.duplicates(), small.split_sizes()), (3, 1, vec![2, 1]));
    assert!(of("head").unwrap().entries.is_empty());
    assert!(of("cut").unwrap_err().to_string().contains("the file ends within it"));
}

#[test]
fn deep_and_double_json_is_an_error() {
    assert!(read(&[b"[".repeat(100_000), b"\n".to_vec()].concat()).is_err());
    let text = String::from_utf8(small()).unwrap();
    assert!(read(text.replacen("\"synth\":", "\"synth\":\"x\",\"synth\":", 1).as_bytes()).is_err());
    assert!(read(text.replacen("\"presets\":", "\"presets\":-1,\"x\":", 1).as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn changed_bytes_are_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = small();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = use_all(&bytes);
    }

    #[test]
    fn moved_pieces_are_read_or_refused(
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        len in 0_usize..3000,
    ) {
        let bytes = small();
        let from = from.index(bytes.len());
        let piece = bytes[from..(from + len).min(bytes.len())].to_vec();
        let to = to.index(bytes.len());
        let _ = use_all(&[&bytes[..to], &piece, &bytes[to..]].concat());
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(use_all(&bytes).is_err());
    }
}
