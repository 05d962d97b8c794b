#!/usr/bin/env python3
"""Bonds to a node and reads what came of it, with a client that shares nothing with ours: py-substrate-interface,
which knows the contracts by their bundles alone.

    bond.py NETWORK.toml BUNDLES [--url URL] [--node 0] [--tokens 7]

NETWORK.toml is the network file that a deployment wrote, BUNDLES the folder with <name>/<name>.contract of each
contract. //Bob bonds, who needs the tokens and some native ones. Ends with 0 if everything is as it should be.
"""

import argparse
import json
import sys
import tomllib
from pathlib import Path

from substrateinterface import ContractInstance, Keypair, SubstrateInterface

CONTRACTS = ["token", "registry", "market", "attestations", "staking", "metering", "rewards", "governance"]
UNIT = 10**12


class Network:
    """The contracts of a network file, on a node."""

    def __init__(self, file: Path, bundles: Path, url: str | None):
        network = tomllib.loads(file.read_text())
        assert network["format"] == 1, f"unknown format of {file}: {network['format']}"
        self.substrate = SubstrateInterface(url=url or network["chain"]["url"])
        genesis = self.substrate.get_block_hash(0)
        assert genesis == network["chain"]["genesis_hash"], f"the node is on another chain: {genesis}"
        self.addresses = {name: network["contracts"][name]["address"] for name in CONTRACTS}
        self.contracts = {}
        for name in CONTRACTS:
            self.open(name, bundles / name / f"{name}.contract", network["contracts"][name]["code_hash"])

    def open(self, name: str, bundle: Path, code_hash: str):
        """Opens a contract, whose code must be the bundle's."""
        built = json.loads(bundle.read_text())["source"]["hash"]
        assert built == code_hash, f"{name}: the network file has another code than {bundle}"
        info = self.substrate.query("Contracts", "ContractInfoOf", [self.addresses[name]]).value
        assert info is not None, f"{name} is not at {self.addresses[name]}"
        assert info["code_hash"] == built, f"{name}: the chain runs another code than {bundle}"
        self.contracts[name] = ContractInstance.create_from_address(
            contract_address=self.addresses[name], metadata_file=str(bundle), substrate=self.substrate
        )

    def read(self, who: Keypair, name: str, message: str, **arguments):
        """Returns what a message answers."""
        answer = self.contracts[name].read(who, message, args=arguments)
        return unwrapped(answer.contract_result_data.value, f"{name} {message}")

    def send(self, who: Keypair, name: str, message: str, **arguments) -> list[dict]:
        """Sends a message that must be accepted. Returns the events of that contract, decoded."""
        tried = self.read(who, name, message, **arguments)
        unwrapped(tried, f"{name} {message}")
        receipt = self.contracts[name].exec(who, message, args=arguments)
        assert receipt.is_success, f"{name} {message}: {receipt.error_message}"
        return [event.value for event in receipt.contract_events]

    def staked(self, who: Keypair, node: int) -> tuple[int, int]:
        """Returns the tokens in the pool of a node, and those of them that are somebody's."""
        pool = self.read(who, "staking", "Staking::pool", node=node)
        assert pool is not None, f"nobody has opened the pool of node {node}"
        in_pool = pool["active"] + pool["thawing"] + sum(tranche["tokens"] for tranche in pool["tranches"])
        position = self.read(who, "staking", "Staking::position", node=node, account=who.ss58_address)
        return in_pool, 0 if position is None else position["value"] + position["pending"]


def unwrapped(result, what: str):
    """Returns what is in an `Ok`."""
    assert isinstance(result, dict) and "Ok" in result, f"{what}: {result}"
    return result["Ok"]


def bond(network: Network, node: int, amount: int):
    """Approves and bonds as //Bob, and compares before and after."""
    bob, staking = Keypair.create_from_uri("//Bob"), network.addresses["staking"]
    symbol = network.read(bob, "token", "PSP22Metadata::token_symbol")
    wallet = network.read(bob, "token", "PSP22::balance_of", owner=bob.ss58_address)
    in_pool, his = network.staked(bob, node)
    print(f"//Bob has {wallet / UNIT} {symbol}, pool {node} holds {in_pool / UNIT}, {his / UNIT} of them his")

    events = network.send(bob, "token", "PSP22::approve", spender=staking, value=amount)
    assert [event["name"] for event in events] == ["Approval"], events
    allowance = network.read(bob, "token", "PSP22::allowance", owner=bob.ss58_address, spender=staking)
    assert allowance == amount, allowance

    events = network.send(bob, "staking", "Staking::bond", node=node, amount=amount)
    assert [event["name"] for event in events] == ["Bonded"], events
    fields = {field["label"]: field["value"] for field in events[0]["args"]}
    assert fields == {"node": node, "account": bob.ss58_address, "amount": amount}, fields

    left = network.read(bob, "token", "PSP22::balance_of", owner=bob.ss58_address)
    assert left == wallet - amount, f"{wallet} less {amount} is not {left}"
    after = network.staked(bob, node)
    assert after == (in_pool + amount, his + amount), f"{(in_pool, his)} and {amount} are not {after}"
    print(f"//Bob bonded {amount / UNIT} {symbol}: pool {node} holds {after[0] / UNIT}, {after[1] / UNIT} of them his")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path)
    parser.add_argument("bundles", type=Path)
    parser.add_argument("--url", help="the node, if not the network file's")
    parser.add_argument("--node", type=int, default=0)
    parser.add_argument("--tokens", type=int, default=7)
    arguments = parser.parse_args()
    network = Network(arguments.network, arguments.bundles, arguments.url)
    bond(network, arguments.node, arguments.tokens * UNIT)


if __name__ == "__main__":
    sys.exit(main())
