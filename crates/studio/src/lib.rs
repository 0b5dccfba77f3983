//! What can one ask of the house? The façade behind every door.
