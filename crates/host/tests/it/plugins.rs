//! Real plug-ins of Debian's packages, each through the whole contract suite.

use tonewright_host::{Address, Bridge, Purity, Quirk, Reset, Verdict, Workers, scan};
use tonewright_synth::{Repeats, Synth as _};
use tonewright_testkit::contract::synths::{Nature, check};

/// A plug-in that strangers wrote, and what must be known of it.
struct Known {
    address: &'static str,
    /// The package that brings it.
    package: &'static str,
    params: usize,
    quirk: Quirk,
    /// Lowest sample rate at which it is as loud as at others.
    least_hz: u32,
}

const fn known(address: &'static str, package: &'static str, params: usize) -> Known {
    Known { address, package, params, quirk: of(Reset::Instance, Repeats::Exactly), least_hz: 16_000 }
}

const fn of(reset: Reset, repeats: Repeats) -> Quirk {
    Quirk { reset, repeats }
}

const KNOWN: &[Known] = &[
    known("lv2:http://drobilla.net/plugins/mda/JX10", "mda-lv2", 24),
    known("lv2:http://drobilla.net/plugins/mda/DX10", "mda-lv2", 16),
    known("lv2:http://distrho.sf.net/plugins/Nekobi", "dpf-plugins-lv2", 8),
    // Its noise comes from one generator for all instances of a process.
    Known {
        quirk: of(Reset::Process, Repeats::Exactly),
        ..known("dssi:/usr/lib/dssi/amsynth_dssi.so#amsynth", "amsynth", 41)
    },
    Known {
        quirk: of(Reset::Reset, Repeats::Exactly),
        least_hz: 22_050,
        ..known("dssi:/usr/lib/dssi/xsynth-dssi.so#Xsynth", "xsynth-dssi", 32)
    },
    // Its random numbers live in the process, and some of its modulators are not even the same in two.
    Known {
        quirk: of(Reset::Process, Repeats::Statistically),
        ..known("dssi:/usr/lib/dssi/whysynth.so#WhySynth", "whysynth", 196)
    },
    // A DX7 voice, its volume and its tuning. LFO and noise belong to the process.
    Known {
        quirk: of(Reset::Process, Repeats::Exactly),
        ..known("dssi:/usr/lib/dssi/hexter.so#hexter", "hexter", 147)
    },
];

pub(crate) fn workers() -> Workers {
    Workers::started_by(vec![env!("CARGO_BIN_EXE_tonewright-plug-in-worker").into()])
}

/// One of the known plug-ins, or one of ours, in a worker; or a sentence that says what is missing.
pub(crate) fn opened(address: &str) -> Option<Bridge> {
    let known = KNOWN.iter().find(|known| known.address == address);
    let package = known.map_or("", |known| known.package);
    let quirk = known.map_or(Quirk::default(), |known| known.quirk);
    open_as(address, package, quirk)
}

fn open(known: &Known) -> Option<Bridge> {
    open_as(known.address, known.package, known.quirk)
}

fn open_as(known: &str, package: &str, quirk: Quirk) -> Option<Bridge> {
    let address = Address::parse(known).unwrap();
    if let Some(missing) = address.format().missing {
        eprintln!("SKIPPED {}: {missing}", known);
        return None;
    }
    match Bridge::hosting(workers().launch(&address), &address, quirk) {
        Ok(bridge) => Some(bridge),
        Err(error) if error.to_string().contains("can't be loaded") => {
            eprintln!("SKIPPED {}: install `{}` ({error})", known, package);
            None
        }
        Err(error) => panic!("{}: {error}", known),
    }
}

#[test]
fn every_plugin_keeps_its_promises() {
    let mut broken = Vec::new();
    for (known, bridge) in KNOWN.iter().filter_map(|known| Some((known, open(known)?))) {
        assert_eq!(bridge.spec().params.len(), known.params, "{}", known.address);
        let all_rates: &[u32] = &[44_100, 22_050, 48_000, 96_000, 16_000];
        let rates_hz = if known.least_hz > 16_000 { &all_rates[..4] } else { all_rates };
        let nature = Nature {
            preset_count: 4,
            release_slack_samples: 512,
            corners_may_fail: true,
            rates_hz,
            ..Nature::default()
        };
        broken.extend(check(&bridge, &nature));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn what_leaks_is_measured() {
    for known in KNOWN.iter().filter(|known| known.quirk.repeats == Repeats::Exactly) {
        if open(known).is_none() {
            continue;
        }
        let purity = Purity::measure(&workers().launch(&Address::parse(known.address).unwrap())).unwrap();
        assert_eq!(purity.quirk, known.quirk, "{}: {purity:?}", known.address);
        // Whatever is cheaper left something that was heard.
        let leaks = purity.tried.iter().filter(|leak| leak.reset < purity.quirk.reset);
        assert!(leaks.clone().all(|leak| leak.differing > 0 && leak.worst_db.is_some()), "{purity:?}");
    }
}

#[test]
fn a_scan_finds_what_is_installed() {
    let mut seen = 0;
    let found = scan(&workers(), None, |_| seen += 1);
    assert!(seen > 0 || found.is_empty());
    for known in KNOWN.iter().filter(|known| open(known).is_some()) {
        let scanned = found.iter().find(|scanned| scanned.address == known.address);
        let scanned = scanned.unwrap_or_else(|| panic!("`{}` is not found", known.address));
        assert!(
            matches!(&scanned.verdict, Verdict::Works { params, .. } if *params == known.params),
            "{scanned:?}"
        );
    }
}

#[test]
fn a_file_that_is_no_plugin_is_found_broken_and_the_rest_is_still_found() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("text.so"), "not a library").unwrap();
    let real = std::path::Path::new("/usr/lib/dssi/hexter.so");
    if real.is_file() {
        std::fs::copy(real, folder.path().join("zz-real.so")).unwrap();
    }
    let found = scan(&workers(), Some(folder.path()), |_| ());
    assert!(
        matches!(&found[0].verdict, Verdict::Broken(why) if why.contains("can't be loaded")),
        "{found:?}"
    );
    assert_eq!(found.len(), 1 + usize::from(real.is_file()));
    assert!(found[1..].iter().all(|scanned| matches!(scanned.verdict, Verdict::Works { .. })), "{found:?}");
}

/// `TONEWRIGHT_TEST_PLUGIN=PATH` (or an address) puts any plug-in of the user's through the whole suite.
#[test]
fn the_users_own_plugin_keeps_its_promises() {
    let Ok(named) = std::env::var("TONEWRIGHT_TEST_PLUGIN") else {
        eprintln!("note: `TONEWRIGHT_TEST_PLUGIN=PATH` tests a plug-in of yours");
        return;
    };
    let address = Address::parse(&named).unwrap_or_else(|| panic!("`{named}` is no plug-in"));
    let purity = Purity::measure(&workers().launch(&address)).unwrap();
    eprintln!("{address}: {purity:?}");
    let bridge = Bridge::hosting(workers().launch(&address), &address, purity.quirk).unwrap();
    let nature = Nature {
        is_pitched: false,
        hears_release: None,
        release_slack_samples: 512,
        corners_may_fail: true,
        preset_count: 8,
        rates_hz: &[44_100, 48_000],
    };
    let broken = check(&bridge, &nature);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
