//! What the interfaces encode, the bundles' metadata decodes.

use super::*;
use crate::keys::account;
use crate::{AccountId, Artifacts, AttestationsHandle, Message, MeteringHandle, StakingHandle, TokenHandle};
use interfaces::attestations::Kind;
use interfaces::market::Constraints;
use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::staking::{PositionView, StakingError, StakingParams};
use interfaces::token::PSP22Error;
use scale::Encode;
use scale_value::{Composite, ValueDef};
use shared::{Shares, DAY_MS, TOKEN};

type Lang<T> = Result<T, ink::LangError>;

fn metadata() -> Metadata {
    Metadata::load(&Artifacts::load().unwrap()).unwrap()
}

fn at() -> AccountId {
    account("contract")
}

fn unit(value: &Value<u32>) -> Unit {
    Unit::of_context(value.context)
}

/// The value of a field of a struct.
fn part<'a>(value: &'a Value<u32>, name: &str) -> &'a Value<u32> {
    match &value.value {
        ValueDef::Composite(Composite::Named(fields)) => {
            &fields.iter().find(|(field, _)| field == name).unwrap().1
        }
        other => panic!("{other:?} has no fields"),
    }
}

fn call<R>(contract: &str, message: Message<R>) -> Decoded {
    metadata().call(contract, &message.input).unwrap()
}

#[test]
fn calls_are_decoded_with_units() {
    let decoded = call("staking", StakingHandle::at(at()).bond(7, 5 * TOKEN));
    assert_eq!((decoded.contract.as_str(), decoded.name.as_str()), ("staking", "bond"));
    let [node, amount] = decoded.fields.as_slice() else { panic!("{decoded:?}") };
    assert_eq!(
        (node.name.as_str(), node.type_name.as_str(), node.value.as_u128()),
        ("node", "NodeId", Some(7))
    );
    assert_eq!((amount.type_name.as_str(), unit(&amount.value)), ("Amount", Unit::Amount));
    assert_eq!(amount.value.as_u128(), Some(5 * TOKEN));

    let decoded = call("staking", StakingHandle::at(at()).unbond(7, Shares(3)));
    assert_eq!(unit(&decoded.field("shares").unwrap().value), Unit::LongCount);
    let decoded = call("token", TokenHandle::at(at()).transfer(at(), 3));
    assert_eq!(unit(&decoded.field("value").unwrap().value), Unit::Amount);
    let decoded = call("attestations", AttestationsHandle::at(at()).attest(1, Kind::Renewable, 5_000, 9));
    let units: Vec<Unit> = decoded.fields.iter().map(|field| unit(&field.value)).collect();
    assert_eq!(units, [Unit::Number, Unit::Plain, Unit::Count, Unit::Number]);
    let decoded = call("attestations", AttestationsHandle::at(at()).set_region(3, 400));
    assert_eq!(unit(&decoded.field("cell").unwrap().value), Unit::Cell);
}

#[test]
fn fields_inside_have_units_too() {
    let params = StakingParams { thaw_ms: 21 * DAY_MS, ..Default::default() };
    let decoded = call("staking", StakingHandle::at(at()).set_params(params));
    let params = &decoded.field("params").unwrap().value;
    for (name, expected) in [
        ("min_bond", Unit::Amount),
        ("max_slash", Unit::Part),
        ("thaw_ms", Unit::Duration),
        ("max_leverage", Unit::Count),
    ] {
        assert_eq!(unit(part(params, name)), expected, "{name}");
    }

    let constraints = Constraints { country: Some(276), zone: Some(9), ..Constraints::up_to(TOKEN) };
    let terms = LeaseTerms {
        class_id: 1,
        units: 10,
        candidates: vec![1, 2],
        constraints,
        session_key: [7; 32],
        deposit: TOKEN,
        until: 1_000,
    };
    let decoded = call("metering", MeteringHandle::at(at()).open(terms));
    let terms = &decoded.field("terms").unwrap().value;
    for (name, expected) in [
        ("units", Unit::LongCount),
        ("session_key", Unit::Bytes),
        ("deposit", Unit::Amount),
        ("until", Unit::Time),
    ] {
        assert_eq!(unit(part(terms, name)), expected, "{name}");
    }
    let ValueDef::Variant(country) = &part(part(terms, "constraints"), "country").value else { panic!() };
    assert_eq!(country.values.values().next().map(unit), Some(Unit::Country));
    let ValueDef::Composite(candidates) = &part(terms, "candidates").value else { panic!() };
    assert!(candidates.values().all(|node| unit(node) == Unit::Number));
}

#[test]
fn what_is_no_call_is_refused() {
    let metadata = metadata();
    let input = StakingHandle::at(at()).bond(7, 5).input;
    for (contract, input) in [
        ("nobody", input.as_slice()),
        ("staking", &[]),
        ("staking", &[1, 2, 3, 4]),
        ("staking", &input[..input.len() - 1]),
        ("staking", &[input.as_slice(), &[0]].concat()),
    ] {
        assert!(metadata.call(contract, input).is_err(), "{contract} {input:?}");
    }
}

fn event(topic: [u8; 32], data: Vec<u8>) -> Event {
    Event { contract: at(), topics: vec![topic], data }
}

/// The signature of an event as ink computes it.
fn signature(of: &str) -> [u8; 32] {
    use blake2::digest::consts::U32;
    use blake2::{Blake2b, Digest};
    Blake2b::<U32>::digest(of).into()
}

#[test]
fn events_are_those_of_the_contract_that_emits_them() {
    let metadata = metadata();
    let bonded = signature("Bonded(NodeId,AccountId,Amount)");
    let decoded = metadata.event("staking", &event(bonded, (7u32, at(), TOKEN).encode())).unwrap();
    assert_eq!(decoded.name, "Bonded");
    let units: Vec<Unit> = decoded.fields.iter().map(|field| unit(&field.value)).collect();
    assert_eq!(units, [Unit::Number, Unit::Account, Unit::Amount]);
    assert!(metadata.event("market", &event(bonded, (7u32, at(), TOKEN).encode())).is_err());
    assert!(metadata.event("staking", &event(bonded, vec![1])).is_err());
    assert!(metadata.event("staking", &Event { contract: at(), topics: vec![], data: vec![] }).is_err());
}

#[test]
fn answers_are_unwrapped() {
    let metadata = metadata();
    let answer = |contract: &str, message: &str, output: Vec<u8>| metadata.answer(contract, message, &output);

    let bonded: Lang<Result<(), StakingError>> = Ok(Ok(()));
    assert!(matches!(answer("staking", "bond", bonded.encode()), Ok(Answer::Ok(_))));
    let refused: Lang<Result<(), StakingError>> = Ok(Err(StakingError::BelowMinimum));
    let path = vec!["BelowMinimum".to_owned()];
    assert_eq!(answer("staking", "bond", refused.encode()), Ok(Answer::Refused(path)));
    let refused: Lang<Result<(), MeteringError>> =
        Ok(Err(MeteringError::Market(interfaces::market::MarketError::NoMatch)));
    let path = vec!["Market".to_owned(), "NoMatch".to_owned()];
    assert_eq!(answer("metering", "finalize", refused.encode()), Ok(Answer::Refused(path)));
    let refused: Lang<Result<(), PSP22Error>> = Ok(Err(PSP22Error::Custom("no".into())));
    let path = vec!["Custom".to_owned(), "no".to_owned()];
    assert_eq!(answer("token", "transfer", refused.encode()), Ok(Answer::Refused(path)));
    let lang: Lang<u128> = Err(ink::LangError::CouldNotReadInput);
    let error = "CouldNotReadInput".to_owned();
    assert_eq!(answer("token", "balance_of", lang.encode()), Ok(Answer::Lang(error)));

    let balance: Lang<u128> = Ok(TOKEN);
    let Ok(Answer::Ok(field)) = answer("token", "balance_of", balance.encode()) else { panic!() };
    assert_eq!((field.type_name.as_str(), unit(&field.value)), ("Amount", Unit::Amount));
    let credit: Lang<u128> = Ok(9);
    let Ok(Answer::Ok(field)) = answer("registry", "total_credit", credit.encode()) else { panic!() };
    assert_eq!(unit(&field.value), Unit::LongCount);
    let view = PositionView { shares: Shares(1), value: 2, pending: 3, thaws: vec![(4, 5)], ready: 6 };
    let view: Lang<Option<PositionView>> = Ok(Some(view));
    let Ok(Answer::Ok(field)) = answer("staking", "position", view.encode()) else { panic!() };
    let ValueDef::Variant(some) = &field.value.value else { panic!("{field:?}") };
    let ValueDef::Composite(thaws) = &part(some.values.values().next().unwrap(), "thaws").value else {
        panic!()
    };
    let ValueDef::Composite(thaw) = &thaws.values().next().unwrap().value else { panic!() };
    assert_eq!(thaw.values().map(unit).collect::<Vec<_>>(), [Unit::Amount, Unit::Time]);

    assert!(answer("token", "nothing", vec![]).is_err());
    assert!(answer("token", "balance_of", vec![0]).is_err());
}

#[test]
fn errors_are_walked_to_their_ends() {
    let errors = metadata().errors();
    for (contract, path) in [
        ("staking", &["BelowMinimum"] as &[&str]),
        ("staking", &["NotPendingOwner"]),
        ("metering", &["Market", "NoMatch"]),
        ("rewards", &["Metering", "Market", "NoMatch"]),
        ("governance", &["CallFailed"]),
        ("token", &["InsufficientAllowance"]),
        (LANG, &["CouldNotReadInput"]),
    ] {
        let error = (contract.to_owned(), path.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());
        assert_eq!(errors.iter().filter(|e| **e == error).count(), 1, "{error:?}");
    }
    assert!(!errors.contains(&("metering".into(), vec!["Market".into()])));
}

#[test]
fn arguments_and_parameters_are_named() {
    let metadata = metadata();
    let has = |found: Vec<(String, String)>, name: &str, ty: &str| found.contains(&(name.into(), ty.into()));
    assert!(has(metadata.params("staking"), "thaw_ms", "u64"));
    assert!(has(metadata.params("governance"), "quorum", "Bps"));
    assert!(has(metadata.arguments("metering", "open"), "terms.constraints.max_price", "Amount"));
    assert!(metadata.params("token").is_empty());
}
