//! The client's main job, as a test: a fleet and a workload played through the contracts.
