//! Tables of what is refused, held against the errors that exist and those that the interfaces document.

use crate::busy::BusyNetwork;
use crate::network::TestNetwork;
use gridshare_sdk::deploy::Constructor;
use gridshare_sdk::{CallError, Message};
use ink::scale_info::{TypeDef, TypeInfo};
use scale::Decode;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// One way to be refused.
pub struct Refusal<E> {
    /// The message, `new` for the constructor.
    pub message: &'static str,
    /// The error.
    pub error: E,
    /// Provokes it in the busy network, checks that nothing changed, and returns the error.
    pub provoke: fn(&mut TestNetwork, &BusyNetwork) -> E,
}

/// Returns an entry of a table.
pub fn refused<E>(
    message: &'static str,
    error: E,
    provoke: fn(&mut TestNetwork, &BusyNetwork) -> E,
) -> Refusal<E> {
    Refusal { message, error, provoke }
}

/// All ways to be refused with one contract's errors.
pub struct Refusals<E> {
    /// File in the interfaces crate that documents the messages, if it is ours.
    pub interface: Option<&'static str>,
    /// The table.
    pub table: Vec<Refusal<E>>,
    /// Errors that nobody can provoke from outside, with the reason.
    pub unreachable: &'static [(&'static str, &'static str)],
    /// Message and documented error that nobody can provoke there, with the reason.
    pub unreachable_at: &'static [(&'static str, &'static str, &'static str)],
}

impl<E: Debug + PartialEq + TypeInfo + 'static> Refusals<E> {
    /// Provokes every refusal, and makes sure that the table has every error that exists and every error that
    /// a message documents: a new one fails here until it is provoked.
    ///
    /// # Panics
    /// When a refusal does not come as it should, or is missing.
    pub fn check(&self) {
        let exist = variants::<E>();
        let provoked: BTreeSet<String> = self.table.iter().map(|refusal| name(&refusal.error)).collect();
        let excused: BTreeSet<String> = self.unreachable.iter().map(|(error, _)| error.to_string()).collect();
        assert_eq!(provoked.intersection(&excused).count(), 0, "an error that is provoked is reachable");
        let covered: BTreeSet<String> = provoked.union(&excused).cloned().collect();
        assert_eq!(covered, exist, "the table has every error that exists, and no other");

        let told: BTreeSet<(String, String)> = self
            .table
            .iter()
            .map(|refusal| (refusal.message.to_string(), name(&refusal.error)))
            .chain(
                self.unreachable_at
                    .iter()
                    .map(|(message, error, _)| (message.to_string(), error.to_string())),
            )
            .collect();
        if let Some(interface) = self.interface {
            let documented = documented(interface, "# Errors", &exist);
            assert!(!documented.is_empty(), "the interface documents its errors");
            let missing: Vec<_> = documented.difference(&told).collect();
            assert!(missing.is_empty(), "documented, and neither provoked nor excused: {missing:?}");
        }

        for Refusal { message, error, provoke } in &self.table {
            let (network, busy) = BusyNetwork::start();
            // Nothing changes, so nothing is there to be checked again at the end.
            let mut network = network.unwatched();
            assert_eq!(&provoke(&mut network, &busy), error, "{message}");
        }
    }
}

/// Returns the names of an error enum's variants.
fn variants<E: TypeInfo>() -> BTreeSet<String> {
    match E::type_info().type_def {
        TypeDef::Variant(def) => def.variants.iter().map(|variant| variant.name.to_string()).collect(),
        other => panic!("errors are enums, not {other:?}"),
    }
}

/// Returns the name of an error's variant.
fn name(error: &impl Debug) -> String {
    let text = format!("{error:?}");
    text.split(['(', ' ', '{']).next().unwrap_or_default().to_string()
}

/// Returns message and name of every error or event that the messages in an interface file document under a
/// heading.
pub fn documented(interface: &str, heading: &str, names: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../contracts/lib/interfaces/src/");
    let source = std::fs::read_to_string(format!("{folder}{interface}")).expect("the interface's source");
    // Only what stands in the trait.
    let start = source.find("#[ink::trait_definition]").expect("a trait definition");
    parse(&source[start..], heading, names)
}

fn parse(source: &str, heading: &str, names: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let (mut listed, mut under) = (Vec::new(), false);
    for line in source.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            if doc.trim_start().starts_with('#') {
                under = doc.trim() == heading;
            } else if under {
                // Every second piece stands between backticks.
                let code = doc.split('`').skip(1).step_by(2).flat_map(|code| code.split(['(', ')']).next());
                listed.extend(code.filter(|name| names.contains(*name)).map(str::to_string));
            }
        } else if let Some(message) = line.strip_prefix("fn ") {
            let message = message.split('(').next().unwrap_or_default();
            found.extend(listed.drain(..).map(|error| (message.to_string(), error)));
            under = false;
        }
    }
    found
}

impl TestNetwork {
    /// Returns the error with which a view refuses.
    ///
    /// # Panics
    /// When it does not refuse.
    #[track_caller]
    pub fn view_refused<T: Decode + Debug, E: Decode + Debug>(
        &mut self,
        message: Message<Result<T, E>>,
    ) -> E {
        self.view(message).expect_err("the view refuses")
    }

    /// Returns the error with which a constructor refuses; no contract is left.
    ///
    /// # Panics
    /// When it does not refuse, or fails for another reason.
    #[track_caller]
    pub fn create_refused<Config: Constructor>(&mut self, config: &Config) -> Config::Error {
        let before = self.net.chain.state_root();
        match self.create(config) {
            Ok(address) => panic!("instantiated at {address:?}"),
            Err(CallError::Refused { error, .. }) => {
                assert_eq!(
                    self.net.chain.state_root(),
                    before,
                    "a refused constructor leaves nothing behind"
                );
                error
            }
            Err(other) => panic!("{} should have refused, but: {other}", Config::NAME),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_documented_under_a_heading_is_found() {
        let errors = BTreeSet::from(["A", "B", "C", "D"].map(String::from));
        let source = "
            /// Does `A`.
            ///
            /// # Events
            /// `B`.
            ///
            /// # Errors
            /// `A`, `B(Inner)` (5, on `x`),
            /// `C` when.
            #[ink(message)]
            fn one(&mut self) -> Result<(), E>;

            /// Views `D`.
            #[ink(message)]
            fn two(&self) -> u32;
        ";
        let expected = [("one", "A"), ("one", "B"), ("one", "C")];
        let expected = expected.map(|(message, error)| (message.to_string(), error.to_string()));
        assert_eq!(parse(source, "# Errors", &errors), BTreeSet::from(expected));
        let events = BTreeSet::from([("one".to_string(), "B".to_string())]);
        assert_eq!(parse(source, "# Events", &errors), events);
    }

    #[test]
    fn a_variant_is_named_without_its_fields() {
        assert_eq!(name(&Some(5)), "Some");
        assert_eq!(name(&None::<u8>), "None");
    }
}
