//! Points that fill the space more evenly than chance: Sobol's sequence, scrambled.

use rand::Rng as _;

use super::{Request, Sampler};
use crate::draw::stream;

/// Sobol's points with Owen's scrambling.
pub(super) const SAMPLER: Sampler = Sampler {
    name: "qmc",
    summary: "points that fill the space evenly: Sobol's sequence, scrambled",
    source: "Sobol 1967; Owen 1998; Joe and Kuo 2008; Burley 2020 (crate sobol_burley)",
    startup_trials: None,
    draw,
};

/// Parameters that the sequence has dimensions for.
pub(super) const MOST_PARAMETERS: usize = sobol_burley::NUM_DIMENSIONS as usize;
/// Points of one scrambling; what comes later is of another.
const POINTS: u64 = 1 << 16;

/// Trial `n` is point `n` of the sequence, whatever happened to the trials before.
pub(super) fn draw(request: &Request<'_>) -> Vec<f64> {
    let seed = stream(request.seed, "tune-qmc", request.number / POINTS).next_u32();
    let point = (request.number % POINTS) as u32;
    let parameters = request.space.parameters().iter().zip(0_u32..);
    parameters
        .map(|(parameter, dimension)| {
            let place =
                f64::from(sobol_burley::sample(point, dimension % sobol_burley::NUM_DIMENSIONS, seed));
            parameter.domain.choices().map_or(place, |many| (place * many as f64).floor())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Direction, Domain, Parameter, SamplerConfig, Space};

    /// 64 points of two numbers and a choice of four.
    #[test]
    fn every_stretch_and_every_choice_gets_its_share() {
        let float = Domain::Float { low: 0.0, high: 1.0, log: false, step: None };
        let choice = Domain::Choice { choices: (0..4).map(crate::Value::Int).collect() };
        let parameter =
            |name: &str, domain: &Domain| Parameter { name: name.into(), domain: domain.clone(), when: None };
        let space = Space::new(vec![parameter("a", &float), parameter("b", &float), parameter("c", &choice)])
            .unwrap();
        let config = SamplerConfig::named("qmc");
        for seed in 0..5 {
            let mut counts = [[0; 16]; 3];
            for number in 0..64 {
                let direction = Direction::Minimize;
                let request =
                    Request { space: &space, direction, trials: &[], seed, number, config: &config };
                let places = draw(&request);
                for (count, place) in counts.iter_mut().zip([places[0] * 16.0, places[1] * 16.0, places[2]]) {
                    count[place as usize] += 1;
                }
            }
            assert_eq!(counts[0], [4; 16]);
            assert_eq!(counts[1], [4; 16]);
            assert_eq!(counts[2][..4], [16; 4]);
        }
    }
}
