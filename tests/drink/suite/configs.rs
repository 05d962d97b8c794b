//! Arguments of the constructors, with the parameters that the SDK deploys with.

use crate::bundles::{bundle, hex, ChainSession, CELL, DAY_MS, TOKEN};
use drink::AccountId32;
use gridshare_sandbox::{DEFAULT_ACTOR, DEFAULT_START};
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::Chain;
use std::fmt::Display;

/// Returns a token's, with the supply of `initial` tokens in the deployer's hands.
pub fn token(initial: u128) -> String {
    let (initial, max) = (initial * TOKEN, 1_000_000_000 * TOKEN);
    format!(
        r#"TokenConfig {{ name: "Gridshare", symbol: "GRID", initial_supply: {initial}, max_supply: {max} }}"#
    )
}

/// Returns a registry's.
pub fn registry(session: &mut ChainSession) -> String {
    let (clock, genesis, annex) = (clock(), genesis(session), annex(session, "registry"));
    let params = "RegistryParams { offline_after: 2, notice: 2, maintenance: 48 }";
    format!("RegistryConfig {{ clock: {clock}, genesis_hash: {genesis}, annex: {annex}, params: {params} }}")
}

/// Uploads the second code of a contract. Returns its hash.
fn annex(session: &mut ChainSession, contract: &str) -> String {
    let code = bundle(&format!("{contract}_annex")).wasm;
    let uploaded = Chain::upload(&mut **session.sandbox(), account(DEFAULT_ACTOR), &code);
    hex(uploaded.expect("the pallet takes the code"))
}

/// Returns a market's.
pub fn market(registry: &impl Display) -> String {
    let (clock, params) = (clock(), "MarketParams { kink: 8000, max_multiplier: 40000 }");
    format!("MarketConfig {{ clock: {clock}, registry: {registry}, params: {params} }}")
}

/// Returns that of attestations.
pub fn attestations(registry: &impl Display) -> String {
    let clock = clock();
    let params =
        "AttestationsParams { renewable_boost: 2000, hardware_boost: 1000, max_boost: 5000, max_epochs: 400 }";
    format!("AttestationsConfig {{ clock: {clock}, registry: {registry}, params: {params} }}")
}

/// Returns that of staking.
pub fn staking(session: &mut ChainSession, token: &impl Display, registry: &impl Display) -> String {
    let (clock, annex) = (clock(), annex(session, "staking"));
    let (owner, least, thaw, jail) = (100 * TOKEN, TOKEN, 21 * DAY_MS, 30 * DAY_MS);
    let params = format!(
        "StakingParams {{ min_owner_bond: {owner}, min_bond: {least}, max_leverage: 16, thaw_ms: {thaw}, \
         max_commission_rise: 500, max_slash: 5000, reporter_share: 1000, max_jail_ms: {jail} }}"
    );
    format!(
        "StakingConfig {{ clock: {clock}, annex: {annex}, token: {token}, registry: {registry}, params: {params} }}"
    )
}

/// Returns that of metering.
pub fn metering(
    session: &mut ChainSession,
    token: &impl Display,
    registry: &impl Display,
    market: &impl Display,
) -> String {
    let (clock, genesis, params) = (clock(), genesis(session), metering_params(500));
    let annex = annex(session, "metering");
    format!(
        "MeteringConfig {{ clock: {clock}, genesis_hash: {genesis}, annex: {annex}, token: {token}, registry: {registry}, \
         market: {market}, params: {params} }}"
    )
}

/// Returns parameters of metering with this part of a settlement burned, in basis points.
pub fn metering_params(burn: u16) -> String {
    let (window, longest) = (DAY_MS, 90 * DAY_MS);
    format!(
        "MeteringParams {{ burn: {burn}, treasury: 200, settlement_window_ms: {window}, \
         max_lease_ms: {longest}, min_deposit: 0 }}"
    )
}

/// Returns that of rewards.
pub fn rewards(
    token: &impl Display,
    registry: &impl Display,
    metering: &impl Display,
    staking: &impl Display,
) -> String {
    let (clock, initial) = (clock(), 100_000 * TOKEN);
    let schedule =
        format!("EmissionSchedule {{ initial: {initial}, halving_epochs: 1460, availability: 6000 }}");
    let params = "RewardsParams { max_burn_rebate: 9000 }";
    format!(
        "RewardsConfig {{ clock: {clock}, token: {token}, registry: {registry}, metering: {metering}, \
         staking: {staking}, schedule: {schedule}, params: {params} }}"
    )
}

/// Returns that of governance over the contracts named, in the form of a struct.
pub fn governance(suite: &str) -> String {
    let (voting, timelock, execution, deposit) = (5 * DAY_MS, 2 * DAY_MS, 14 * DAY_MS, 100 * TOKEN);
    let params = format!(
        "GovernanceParams {{ voting_ms: {voting}, timelock_ms: {timelock}, execution_ms: {execution}, \
         quorum: 2000, threshold: 100, deposit: {deposit} }}"
    );
    format!("GovernanceConfig {{ suite: {suite}, params: {params} }}")
}

/// Returns the registration of a node with this controller and this device key.
pub fn registration(controller: &AccountId32, device: &Key) -> String {
    let (key, metadata) = (hex(device.public()), hex("https://node.example"));
    format!(
        "Registration {{ controller: {controller}, device_key: {key}, cell: {CELL}, country: 840, \
         metadata: {metadata} }}"
    )
}

/// Returns a clock whose epoch 0 starts with the chain's first block.
fn clock() -> String {
    format!("Clock {{ genesis: {DEFAULT_START}, epoch_ms: {DAY_MS} }}")
}

/// Returns the hash of the chain's first block.
fn genesis(session: &mut ChainSession) -> String {
    hex(session.sandbox().genesis_hash())
}
