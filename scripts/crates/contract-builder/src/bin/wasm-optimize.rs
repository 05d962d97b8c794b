//! Makes a contract's code smaller, in place: `wasm-optimize <file.wasm>`. A chain charges for every byte of code in
//! every call.
//!
//! cargo-contract optimises for size as well, but does not say that addresses below 1 024 are unused, which
//! lets an offset be folded into the load or store that it is for, and takes 4 % off our contracts. It holds
//! because rustc's linker puts either the stack or nothing there.

use anyhow::{Context, Result};
use std::path::PathBuf;
use wasm_opt::{Feature, OptimizationOptions};

fn main() -> Result<()> {
    let file: PathBuf = std::env::args_os().nth(1).context("which file? wasm-optimize <file.wasm>")?.into();
    let optimized = file.with_extension("optimized");
    OptimizationOptions::new_optimize_for_size_aggressively()
        .mvp_features_only()
        // rustc emits it whatever the target; cargo-contract lowers it.
        .enable_feature(Feature::SignExt)
        .low_memory_unused(true)
        .zero_filled_memory(true)
        .run(&file, &optimized)
        .with_context(|| format!("cannot optimize {}", file.display()))?;
    std::fs::rename(&optimized, &file)?;
    Ok(())
}
