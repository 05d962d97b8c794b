//! The contracts as `scripts/build` leaves them: code and metadata of each.

use anyhow::{bail, Context, Result};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use std::path::{Path, PathBuf};

/// A built contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its name, which is its crate's.
    pub name: &'static str,
    /// Its WASM.
    pub code: Vec<u8>,
    folder: PathBuf,
}

impl Artifact {
    fn load(root: &Path, name: &'static str) -> Result<Self> {
        let folder = root.join(name);
        let path = folder.join(name).with_extension("wasm");
        let code = std::fs::read(&path)
            .with_context(|| format!("cannot read {}: run scripts/build first", path.display()))?;
        Ok(Self { name, code, folder })
    }

    /// Returns the hash of its code, by which chains know it.
    pub fn code_hash(&self) -> [u8; 32] {
        Blake2b::<U32>::digest(&self.code).into()
    }

    /// Reads its metadata: messages, selectors, events, types.
    ///
    /// # Errors
    /// When the file is missing or is not JSON.
    pub fn metadata(&self) -> Result<serde_json::Value> {
        let path = self.folder.join(self.name).with_extension("json");
        let text = std::fs::read(&path)
            .with_context(|| format!("cannot read {}: run scripts/build first", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is not JSON", path.display()))
    }
}

/// The built contracts of the suite, and the second codes that some of them have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifacts {
    /// The token.
    pub token: Artifact,
    /// The registry.
    pub registry: Artifact,
    /// The registry's second code, which runs on the first one's storage.
    pub registry_annex: Artifact,
    /// The market.
    pub market: Artifact,
    /// Attestations.
    pub attestations: Artifact,
    /// Staking.
    pub staking: Artifact,
    /// Staking's second code.
    pub staking_annex: Artifact,
    /// Metering.
    pub metering: Artifact,
    /// Metering's second code.
    pub metering_annex: Artifact,
    /// Rewards.
    pub rewards: Artifact,
    /// Governance.
    pub governance: Artifact,
}

impl Artifacts {
    /// Loads the built contracts: from `$GRIDSHARE_ARTIFACTS` if that is set, else from `ink/` in cargo's
    /// target folder.
    ///
    /// # Errors
    /// When a contract was not built.
    pub fn load() -> Result<Self> {
        Self::load_from(&folder()?)
    }

    /// Loads `<root>/<name>/<name>.wasm` of each contract.
    ///
    /// # Errors
    /// When a contract was not built.
    pub fn load_from(root: &Path) -> Result<Self> {
        Ok(Self {
            token: Artifact::load(root, "token")?,
            registry: Artifact::load(root, "registry")?,
            registry_annex: Artifact::load(root, "registry_annex")?,
            market: Artifact::load(root, "market")?,
            attestations: Artifact::load(root, "attestations")?,
            staking: Artifact::load(root, "staking")?,
            staking_annex: Artifact::load(root, "staking_annex")?,
            metering: Artifact::load(root, "metering")?,
            metering_annex: Artifact::load(root, "metering_annex")?,
            rewards: Artifact::load(root, "rewards")?,
            governance: Artifact::load(root, "governance")?,
        })
    }

    /// Returns those of the suite's contracts, in the order in which they are deployed.
    pub fn iter(&self) -> impl Iterator<Item = &Artifact> {
        [
            &self.token,
            &self.registry,
            &self.market,
            &self.attestations,
            &self.staking,
            &self.metering,
            &self.rewards,
            &self.governance,
        ]
        .into_iter()
    }
}

impl Artifacts {
    /// Returns the second codes that some of them have.
    pub fn annexes(&self) -> impl Iterator<Item = &Artifact> {
        [&self.registry_annex, &self.staking_annex, &self.metering_annex].into_iter()
    }
}

/// Returns the folder that holds a folder per contract: `$GRIDSHARE_ARTIFACTS` if that is set, else `ink/` in
/// cargo's target folder.
///
/// # Errors
/// When no contract was built yet.
pub fn folder() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("GRIDSHARE_ARTIFACTS") {
        return Ok(folder.into());
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let targets = [std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from), Some(workspace.join("target"))];
    let folders = targets.into_iter().flatten().map(|target| target.join("ink"));
    for folder in folders {
        if folder.is_dir() {
            return Ok(folder);
        }
    }
    bail!("no contracts were built yet: run scripts/build first")
}
