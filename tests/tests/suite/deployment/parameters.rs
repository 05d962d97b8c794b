//! Parameters by name: listed, set by a proposal, and read off its calls.

use gridshare_sdk::params::{self, ParameterError};
use interfaces::market::MarketParams;
use interfaces::staking::StakingParams;
use shared::{Unit, TOKEN};
use std::collections::BTreeSet;
use tests::TestNetwork;

#[test]
fn parameters_are_listed_with_what_is_in_force_and_its_bounds() {
    let mut w = TestNetwork::new();
    let all = params::list(&mut w.net).unwrap();
    let contracts: BTreeSet<_> = all.iter().map(|parameter| parameter.contract).collect();
    assert_eq!(contracts.len(), 7, "the token has none");
    let names: BTreeSet<_> = all.iter().map(params::Parameter::full_name).collect();
    assert_eq!((names.len(), all.len()), (29, 29));
    for parameter in &all {
        assert_eq!(
            (parameter.current, parameter.next),
            (parameter.default, None),
            "{}",
            parameter.full_name()
        );
        assert_eq!(params::get(&mut w.net, &parameter.full_name()).unwrap(), *parameter);
    }
    let slash = all.iter().find(|parameter| parameter.full_name() == "staking.max_slash").unwrap();
    assert_eq!((slash.unit, slash.min, slash.max, slash.current), (Unit::Bps, 1, 10_000, 5_000));
    assert_eq!(slash.doc, "Most that one slash can take.");
}

#[test]
fn a_proposal_sets_parameters_and_leaves_the_others_as_they_are_announced() {
    let mut w = TestNetwork::new();
    let nora = w.voter("nora", 1_000 * TOKEN);
    let values = [("staking.max_slash", 2_000), ("market.kink", 9_000), ("staking.max_leverage", 8)];
    let calls = params::set(&mut w.net, &values).unwrap();
    let market = w.market().set_params(MarketParams { kink: 9_000, ..MarketParams::default() });
    let staking = StakingParams { max_slash: 2_000, max_leverage: 8, ..StakingParams::default() };
    assert_eq!(calls, [market.proposed(), w.staking().set_params(staking.clone()).proposed()]);
    let shown = params::changes(&mut w.net, &calls[1]).unwrap().unwrap();
    let shown: Vec<_> = shown.iter().map(|c| (c.parameter.full_name(), c.old, c.new)).collect();
    assert_eq!(
        shown,
        [("staking.max_leverage".into(), 16, 8), ("staking.max_slash".to_owned(), 5_000, 2_000)]
    );

    let proposal = w.pass(nora.owner, calls.clone(), &[nora.id]);
    w.execute(nora.owner, proposal);
    let next = w.epoch() + 1;
    assert_eq!(w.view(w.staking().next_params()), Some((next, staking.clone())));
    let slash = params::get(&mut w.net, "staking.max_slash").unwrap();
    assert_eq!((slash.current, slash.next, slash.settled()), (5_000, Some((next, 2_000)), 2_000));
    assert_eq!(params::changes(&mut w.net, &calls[1]).unwrap(), Some(vec![]), "all of it is announced");

    let later = params::set(&mut w.net, &[("staking.reporter_share", 0)]).unwrap();
    let announced = StakingParams { reporter_share: 0, ..staking.clone() };
    assert_eq!(later, [w.staking().set_params(announced).proposed()]);

    w.next_epoch();
    assert_eq!((w.view(w.staking().params()), w.view(w.staking().next_params())), (staking, None));
    let slash = params::get(&mut w.net, "staking.max_slash").unwrap();
    assert_eq!((slash.current, slash.next), (2_000, None));
}

#[test]
fn governance_s_own_parameters_hold_as_soon_as_they_are_set() {
    let mut w = TestNetwork::new();
    let nora = w.voter("nora", 1_000 * TOKEN);
    let calls = params::set(&mut w.net, &[("governance.quorum", 3_000)]).unwrap();
    let proposal = w.pass(nora.owner, calls, &[nora.id]);
    w.execute(nora.owner, proposal);
    let quorum = params::get(&mut w.net, "governance.quorum").unwrap();
    assert_eq!((quorum.current, quorum.next), (3_000, None));
}

#[test]
fn what_is_no_parameter_or_out_of_its_bounds_is_not_set() {
    let mut w = TestNetwork::new();
    for name in
        ["", "staking", "staking.", "max_slash", "token.max_supply", "staking.max_slash.x", "x.max_slash"]
    {
        let refused = params::set(&mut w.net, &[(name, 1)]);
        assert!(matches!(refused, Err(ParameterError::Unknown(unknown)) if unknown == name), "{name}");
    }
    for value in [0, 10_001, 65_536 + 5_000, u128::MAX] {
        match params::set(&mut w.net, &[("staking.max_slash", value)]) {
            Err(ParameterError::OutOfBounds { name, unit, min, max, value: refused }) => {
                assert_eq!((name.as_str(), unit, min, max), ("staking.max_slash", Unit::Bps, 1, 10_000));
                assert_eq!(refused, value);
            }
            other => panic!("{value}: {other:?}"),
        }
    }
}

#[test]
fn calls_are_decoded_as_the_contract_decodes_them() {
    let mut w = TestNetwork::new();
    let suite = w.net.suite.clone();
    let set =
        suite.staking().set_params(StakingParams { max_slash: 9_999, ..StakingParams::default() }).proposed();
    let (contract, values) = params::decode_set_params(&suite, &set).unwrap();
    assert_eq!(contract, "staking");
    assert!(values.contains(&("max_slash", 9_999)) && values.contains(&("min_bond", TOKEN)), "{values:?}");
    // The contract ignores what stands behind the arguments.
    let mut longer = set.clone();
    longer.arguments.push(0);
    assert_eq!(params::decode_set_params(&suite, &longer).unwrap().1, values);

    let mut cut = set.clone();
    cut.arguments.pop();
    let elsewhere = interfaces::governance::ProposedCall { callee: suite.token, ..set };
    let other = suite.token().transfer(suite.deployer, 1).proposed();
    for call in [cut, elsewhere, other] {
        assert_eq!(params::decode_set_params(&suite, &call), None);
        assert_eq!(params::changes(&mut w.net, &call).unwrap(), None);
    }
}
