//! How long pictures of many points take, and how far they can be trusted:
//!
//! `cargo bench -p tonewright-bench --bench umap -- [POINTS…]`

#![expect(clippy::print_stdout, reason = "a bench tells what it found")]

use std::error::Error;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use tonewright_bench::umap::{UmapSettings, trustworthiness, umap};
use tonewright_measure::retrieval::Vectors;
use tonewright_synth::seed;

/// Dimensions of the paper's vectors.
const DIM: usize = 192;
/// Heaps of points.
const HEAPS: usize = 40;
/// Directions in which the points of a heap differ much.
const WIDE: usize = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let told: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    for count in if told.is_empty() { vec![3_000, 10_000, 30_000] } else { told } {
        let values = points(count);
        let points = Vectors::new(&values, DIM)?;
        let (start, near_millis) = (Instant::now(), AtomicU64::new(0));
        let watch = |done: usize, _: usize| {
            if done == count {
                near_millis.store(start.elapsed().as_millis() as u64, Ordering::Relaxed);
            }
        };
        let places = umap(points, &UmapSettings::default(), &AtomicBool::new(false), &watch)?;
        let secs = start.elapsed().as_secs_f64();
        let near_secs = near_millis.into_inner() as f64 / 1e3;
        let trust = trustworthiness(points, &places.unwrap_or_default(), 15, 1000);
        println!(
            "{count} points of {DIM} dimensions: {secs:.1} s ({near_secs:.1} s of them neighbours), trustworthiness {trust:.3}"
        );
    }
    Ok(())
}

/// Heaps that are flat: as vectors of sounds, points differ in a few directions much and in all a little.
fn points(count: usize) -> Vec<f32> {
    let mut rng = seed::stream(1, "points", 0);
    let mut normals =
        |count: usize| -> Vec<f32> { (0..count).map(|_| seed::normal(&mut rng) as f32).collect() };
    let (centres, ways) = (normals(HEAPS * DIM), normals(HEAPS * WIDE * DIM));
    let mut values = Vec::with_capacity(count * DIM);
    for at in 0..count {
        let heap = at % HEAPS;
        let mut row: Vec<f32> = normals(DIM)
            .iter()
            .zip(&centres[heap * DIM..])
            .map(|(noise, centre)| centre + 0.1 * noise)
            .collect();
        for (far, way) in normals(WIDE).iter().zip(ways[heap * WIDE * DIM..].chunks_exact(DIM)) {
            row.iter_mut().zip(way).for_each(|(x, way)| *x += 0.3 * far * way);
        }
        values.extend(row);
    }
    values
}
