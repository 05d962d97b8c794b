//! Who signs: a key from a file, standard input or the well-known development phrase, or an address alone.
//!
//! Secrets never stand on a command line, where other users of the machine and the shell's history would see them:
//! only `//Alice` and the like do, whose phrase the whole world knows.

use crate::config::Config;
use crate::failure::Failure;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{words, AccountId};
use std::io::{IsTerminal, Read};
use std::path::Path;

/// How an account can be named, for help texts.
pub const FORMS: &str = "an address, //Alice and the like, a name from the config file's [accounts], \
a file with a secret phrase or a wallet's JSON keystore, or - for standard input";

/// An account that acts.
#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "there is one of it")]
pub enum Signer {
    /// One whose key is there.
    Key(Key),
    /// One of which only the address is known: for dry runs and unsigned calls.
    Address(AccountId),
}

impl Signer {
    /// Returns the account.
    pub fn account(&self) -> AccountId {
        match self {
            Self::Key(key) => key.account(),
            Self::Address(account) => *account,
        }
    }

    /// Reads who `text` names.
    ///
    /// # Errors
    /// When it names nobody, or the file cannot be opened.
    pub fn read(text: &str, config: &Config) -> Result<Self, Failure> {
        if let Some(named) = config.accounts.get(text) {
            return Self::read_unnamed(named);
        }
        Self::read_unnamed(text)
    }

    fn read_unnamed(text: &str) -> Result<Self, Failure> {
        if let Ok(account) = words::parse_account(text) {
            return Ok(Self::Address(account));
        }
        if text.starts_with("//") {
            return key(text, "this derivation path");
        }
        if text == "-" {
            let mut secret = String::new();
            let read = std::io::stdin().lock().take(MAX_SECRET).read_to_string(&mut secret);
            read.map_err(|error| {
                Failure::usage(format!("standard input: {error}"), "give the key as a file")
            })?;
            return key(&secret, "standard input");
        }
        let path = Path::new(text);
        if !path.is_file() {
            return Err(Failure::usage(format!("{text} is no account"), format!("give {FORMS}")));
        }
        let secret = std::fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("{text} cannot be read: {error}"), "check the file and its permissions")
        })?;
        match secret.trim_start().starts_with('{') {
            true => keystore(&secret, text),
            false => key(&secret, text),
        }
    }

    /// Reads who `text` names and that its key is there.
    ///
    /// # Errors
    /// When it names nobody, or only an address.
    pub fn read_key(text: &str, config: &Config) -> Result<Key, Failure> {
        match Self::read(text, config)? {
            Self::Key(key) => Ok(key),
            Self::Address(_) => Err(Failure::usage(
                format!("{text} is an address, and a key is needed"),
                "name a file with the key",
            )),
        }
    }
}

/// No secret is longer, whatever is piped in.
const MAX_SECRET: u64 = 64 * 1024;

fn key(secret: &str, place: &str) -> Result<Signer, Failure> {
    Key::from_uri(secret).map(Signer::Key).map_err(|error| {
        Failure::usage(format!("{place} holds no key: {error}"), "a secret phrase has 12 to 24 words")
    })
}

fn keystore(json: &str, place: &str) -> Result<Signer, Failure> {
    let password = password(place)?;
    Key::from_keystore(json, &password).map(Signer::Key).map_err(|error| {
        Failure::usage(format!("{place}: {error}"), "check the password; the account must be of type sr25519")
    })
}

/// Asks for a password on the terminal, or reads it from the file that `$GRIDSHARE_PASSWORD_FILE` names.
fn password(place: &str) -> Result<String, Failure> {
    if let Some(file) = std::env::var_os("GRIDSHARE_PASSWORD_FILE") {
        let text = std::fs::read_to_string(&file).map_err(|error| {
            Failure::usage(format!("{}: {error}", file.to_string_lossy()), "correct $GRIDSHARE_PASSWORD_FILE")
        })?;
        return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            format!("{place} is encrypted, and nobody can be asked for its password"),
            "name a file with the password in $GRIDSHARE_PASSWORD_FILE",
        ));
    }
    rpassword::prompt_password(format!("Password of {place}: "))
        .map_err(|error| Failure::usage(format!("no password: {error}"), "try again on a terminal"))
}
