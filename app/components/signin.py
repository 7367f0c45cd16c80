"""Who is asking: one person on one machine, or, where a team's sign-in is set up, whoever that vouches for."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from typing import Any

import streamlit as st

from catchup.language import tr
from components.words import plain

LOCAL = "local"
LONGEST_OWNER = 200


def configured() -> bool:
    """Whether the server has a section `[auth]` in its secrets."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def owner() -> str | None:
    """Under whom questions are saved: the person signed in, "local" where there is no sign-in, None before it."""
    if not configured():
        return LOCAL
    return identity(st.user.to_dict()) if st.user.is_logged_in else None


def identity(told: Mapping[str, Any]) -> str:
    """One name for one person: the email if the provider has verified it, else the provider with its own number for the person.

    An address that nobody verified could be anybody's, so it opens nobody's questions.
    """
    email = str(told.get("email") or "").strip().lower()
    name = email if email and told.get("email_verified") is True else f"{told.get('iss', '')} {told.get('sub', '')}"
    return name if len(name) <= LONGEST_OWNER else hashlib.sha256(name.encode()).hexdigest()


def loopback(address: str | None) -> bool:
    """Whether a server at this address can be reached from its own machine only. No address means every address."""
    if address == "localhost":
        return True
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def show() -> None:
    """The button to sign in or out, or the warning that nobody has to."""
    if configured():
        _person()
    elif not loopback(st.get_option("server.address")):
        st.warning(
            tr("This server can be reached from other machines and asks nobody to sign in: whoever reaches it shares, and can delete, the saved questions."),
            icon=":material/lock_open:",
        )


def _person() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if not st.user.is_logged_in:
            st.caption(tr("Sign in to save questions."))
            if st.button(tr("Sign in"), icon=":material/login:", key="sign-in", type="tertiary"):
                st.login()
            return
        st.caption(plain(str(st.user.get("name") or st.user.get("email") or tr("Signed in"))))
        if st.button(tr("Sign out"), icon=":material/logout:", key="sign-out", type="tertiary"):
            st.logout()
