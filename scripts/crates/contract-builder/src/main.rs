//! Builds contracts as `cargo contract build --release -Z original-manifest` of version 5.0.3 does:
//! `contract-builder <Cargo.toml> …`. It is the same library with the same arguments, so code, metadata and
//! hashes are the same; only the command itself, which takes ten minutes to compile, is not needed.
//!
//! The library calls the cargo that the variable `CARGO` names; scripts/build has it call
//! scripts/cargo-for-contracts.

use anyhow::{ensure, Context, Result};
use contract_build::{execute, BuildMode, ExecuteArgs, ManifestPath, UnstableFlags, Verbosity};
use std::path::PathBuf;

fn main() -> Result<()> {
    let manifests: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    ensure!(!manifests.is_empty(), "which contracts? contract-builder <Cargo.toml> …");
    for manifest in manifests {
        let args = ExecuteArgs {
            manifest_path: ManifestPath::try_from(Some(&manifest))?,
            build_mode: BuildMode::Release,
            unstable_flags: UnstableFlags { original_manifest: true },
            verbosity: Verbosity::Default,
            ..ExecuteArgs::default()
        };
        let built = execute(args).with_context(|| format!("cannot build {}", manifest.display()))?;
        let bundle = built.metadata_result.map(|metadata| metadata.dest_bundle);
        println!("{}", bundle.context("no bundle was made")?.display());
    }
    Ok(())
}
