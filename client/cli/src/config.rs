//! What a user sets once instead of on every command line.

use crate::failure::Failure;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The config file: `$GRIDSHARE_CONFIG`, else `gridshare/config.toml` in `$XDG_CONFIG_HOME` or `~/.config`.
///
/// ```toml
/// network = "/home/me/mainnet.toml"     # what --network says
/// from = "ops"                          # what --from says
///
/// [accounts]                            # names for addresses, and for files that hold a key
/// ops = "/home/me/keys/ops.json"
/// treasury = "5EYCAe5ijiYfyeZ2JJCGq56LmPyNRAKzpG4QkoQkkQNB5e6Z"
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which network, if `--network` does not say.
    pub network: Option<String>,
    /// Who signs, if `--from` does not say.
    pub from: Option<String>,
    /// Names of accounts: an address, or the path of a file with a key.
    #[serde(default)]
    pub accounts: BTreeMap<String, String>,
}

impl Config {
    /// Reads the config file, if there is one.
    ///
    /// # Errors
    /// When it cannot be read, or is not such a file.
    pub fn load() -> Result<Self, Failure> {
        match Self::path() {
            Some(path) if path.is_file() => Self::read(&path),
            _ => Ok(Self::default()),
        }
    }

    /// Returns where the config file is or would be.
    pub fn path() -> Option<PathBuf> {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        variable("GRIDSHARE_CONFIG").or_else(|| {
            let folder =
                variable("XDG_CONFIG_HOME").or_else(|| variable("HOME").map(|home| home.join(".config")));
            folder.map(|folder| folder.join("gridshare/config.toml"))
        })
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let unusable = |reason: String| {
            Failure::usage(
                format!("{} cannot be used: {reason}", path.display()),
                "correct the config file, or name another one in $GRIDSHARE_CONFIG",
            )
        };
        let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
        toml::from_str(&text).map_err(|error| unusable(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_accounts() {
        let config: Config = toml::from_str("from = \"ops\"\n[accounts]\nops = \"keys/ops.json\"").unwrap();
        assert_eq!((config.from.as_deref(), config.network), (Some("ops"), None));
        assert_eq!(config.accounts["ops"], "keys/ops.json");
        assert!(toml::from_str::<Config>("form = \"ops\"").is_err(), "a key that nobody knows");
    }
}
