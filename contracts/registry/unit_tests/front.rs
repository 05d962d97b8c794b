//! The registry's own code beside ink!'s dispatch of the whole contract.

use super::harness::*;
use crate::registry::Registry as Contract;
use crate::state::State;
use ink::codegen::TraitCallBuilder;
use ink::env::{test::set_callee, DefaultEnvironment};
use ink::primitives::AccountId;
use ink::storage::traits::{Storable, StorageKey};
use ink::MessageResult;
use interfaces::registry::*;
use kit::front::{Answer, Front, ROOT_ROOM};
use scale::Encode;

/// The bytes that the interface's own call builder sends.
macro_rules! input {
    ($message:ident($($argument:expr),*)) => {{
        let mut builder: ink::contract_ref!(Registry, DefaultEnvironment) = AccountId::from([0; 32]).into();
        builder.call_mut().$message($($argument),*).params().exec_input().encode()
    }};
}

/// Two registries of the same story, each in a contract of its own: one answers by its own code, the other by ink!'s.
struct Both {
    own: Contract,
    whole: Contract,
}

impl Both {
    fn new() -> Self {
        let whole = registry();
        set_callee::<DefaultEnvironment>([200; 32].into());
        Self { own: registry(), whole }
    }

    /// Does something to each of them.
    fn each(&mut self, mut what: impl FnMut(&mut Contract)) {
        set_callee::<DefaultEnvironment>([200; 32].into());
        what(&mut self.own);
        set_callee::<DefaultEnvironment>([100; 32].into());
        what(&mut self.whole);
    }

    /// Sends a message to each; they have to answer the same, and to look the same afterwards.
    fn ask<T: Encode, E: Encode>(
        &mut self,
        input: Vec<u8>,
        message: impl Fn(&mut Contract) -> Result<T, E>,
    ) -> bool {
        set_callee::<DefaultEnvironment>([200; 32].into());
        let answer = self.own.state.answer(&input);
        set_callee::<DefaultEnvironment>([100; 32].into());
        let result = message(&mut self.whole);
        let is_ok = result.is_ok();
        let expected = Answer { refused: !is_ok, output: MessageResult::Ok(result).encode() };
        assert_eq!(answer, Some(expected));
        assert_eq!(self.own.state.root(), self.whole.state.root());
        is_ok
    }
}

/// Sends a message to both. Returns whether it was accepted.
macro_rules! ask {
    ($both:ident, $message:ident($($argument:expr),*)) => {
        $both.ask(input!($message($($argument),*)), |registry| registry.$message($($argument),*))
    };
}

#[ink::test]
fn its_own_code_answers_as_the_whole_contract_does() {
    set_callee::<DefaultEnvironment>([100; 32].into());
    let mut both = Both::new();
    both.each(|registry| register(registry, 40));
    let note = StakeWeight { now: 5, next: 6, jailed: false };
    caller(peers().staking);
    assert!(ask!(both, note_stake(3, note)));
    assert!(ask!(both, note_stake(35, note)));
    assert!(!ask!(both, note_stake(40, note)));
    caller(accounts().charlie);
    assert!(!ask!(both, note_stake(3, note)));
    assert!(ask!(both, heartbeat(vec![3, 35])));
    assert!(!ask!(both, heartbeat(vec![])));
    assert!(!ask!(both, heartbeat(vec![40])));
    let beat = |node, slot| SignedBeat { node, slot, signature: [1; 64] };
    assert!(ask!(both, submit_beats(vec![beat(3, 0), beat(4, 0), beat(4, 7), beat(40, 0)])));
    assert!(!ask!(both, submit_beats(vec![])));
    assert!(ask!(both, owner_of(3)));
    assert!(!ask!(both, owner_of(40)));
    assert!(ask!(both, identity(35)));
    assert!(!ask!(both, identity(40)));
    let vetting = Vetting { owners: true, ..vet_all(vec![3, 4, 35, 99]) };
    assert!(ask!(both, vet(vetting.clone())));
    assert!(!ask!(both, vet(vet_all(vec![3; 17]))));
    at(12, 0);
    assert!(!ask!(both, take_credit(vec![3], accounts().bob, 1)));
    caller(peers().rewards);
    assert!(ask!(both, take_credit(vec![3, 35], accounts().bob, 16)));
    assert!(!ask!(both, take_credit(vec![3, 35], accounts().bob, 32)));
}

#[ink::test]
fn everything_else_is_for_the_annex() {
    let mut registry = registry();
    register(&mut registry, 1);
    let before = registry.state.root();
    let slot = slot(11, 0);
    let others = [
        input!(wire(peers())),
        input!(set_params(RegistryParams::default())),
        input!(register(registration(1))),
        input!(set_keys(0, accounts().bob, [3; 32])),
        input!(set_metadata(0, vec![])),
        input!(announce_maintenance(0, slot, 4)),
        input!(liveness(0)),
        input!(note_retired(0)),
        // Unknown, too short, and what does not decode.
        vec![1, 2, 3, 4, 5],
        vec![],
        input!(heartbeat(vec![0]))[..7].to_vec(),
        input!(note_stake(0, StakeWeight { now: 1, next: 1, jailed: false }))[..40].to_vec(),
    ];
    for other in others {
        assert_eq!(registry.state.answer(&other), None, "{other:?}");
    }
    assert_eq!(registry.state.root(), before);
}

/// The annex reads and writes the root as ink! does, the registry's own code as bytes.
#[ink::test]
fn both_codes_have_the_same_root() {
    assert_eq!(<Contract as StorageKey>::KEY, kit::annex::ROOT);
    let mut registry = registry();
    register(&mut registry, 33);
    note_stake(&mut registry, 0, 5, 5);
    beat(&mut registry, 0);
    let root = registry.state.root();
    let mut by_ink = Vec::new();
    Storable::encode(&registry, &mut by_ink);
    assert_eq!(root, by_ink);
    let again = State::from_root(&root).unwrap();
    assert_eq!((again.root(), again.node_count, again.annex), (root.clone(), 33, [7; 32]));
    assert!(root.len() < ROOT_ROOM, "{}: it is encoded without growing", root.len());
    assert!(State::from_root(&root[..40]).is_none());
}
