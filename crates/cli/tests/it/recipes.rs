//! Every recipe that ships, at a small size.

use tonewright_studio::ask::dataset::recipe_list;

use crate::command::Place;
use crate::corpus::voices;

/// Whether a recipe goes through presets of files.
fn is_of_files(place: &Place, name: &str) -> bool {
    place.run(&["dataset", "recipes", name]).expect(0).stdout.contains("files = []")
}

#[test]
fn every_recipe_renders_on_its_synth_or_where_that_is_not_here_on_one_that_is() {
    let place = Place::empty();
    place.write("voices.json", &voices(0..4));
    for name in recipe_list().into_iter().flat_map(|file| file.recipes) {
        let mut args = vec!["dataset", "render", name.as_str(), "-q", "-o", name.as_str()];
        // Few of the long sounds, for the sake of time.
        args.extend(["--set", "shard-items=4"]);
        let of_files = is_of_files(&place, &name);
        args.extend(if of_files { ["--presets", "voices.json"] } else { ["--set", "items=4"] });
        let answer = place.run(&args);
        if answer.code != 0 {
            assert!(answer.stderr.contains("plug-in"), "{name}: {}", answer.stderr);
            let mut args = args[..args.len() - 2].to_vec();
            args.extend(["--set", "synth=subtractive", "--set", "items=4"]);
            if of_files {
                args.extend(["--set", "prior=[{ draw = \"uniform\" }]"]);
            }
            place.run(&args).expect(0);
        }
        let proof = place.run(&["dataset", "verify", &name, "--anew", "2"]).expect(0).stdout;
        assert!(proof.contains("nothing is wrong"), "{name}: {proof}");
    }
}
