//! How well one kind of vector finds its partner among another kind: the vector of a preset among those of sounds, or the
//! other way round.
//!
//! Row *i* of the queries belongs to row *i* of the gallery. Its rank is the number of rows that are nearer; rows that are
//! exactly as near count half, as they would in the mean over all orders. (Peers sort and take what place comes out, so that
//! a model that answers the same for everything finds whatever lies first.)

mod distance;
mod ranks;
mod summary;
mod vectors;

pub use distance::{DISTANCES, DistanceEntry, distance_by_name};
pub use ranks::{group_ranks, ranks};
pub use summary::{RECALLS, Retrieval, TOP};
pub use vectors::{RetrievalError, Vectors, centroid_distance, mean_l1, mean_l1_of_mean};
