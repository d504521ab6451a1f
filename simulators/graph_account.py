"""The business account behind the number: the token's facts and the apps that get its webhooks."""

from dataclasses import dataclass

from simulators.graph_contract import Json
from simulators.graph_errors import GraphError


@dataclass
class Account:
    """`expires_at` is in epoch seconds, 0 for never; `apps` are the ids of the apps subscribed."""

    token: str
    id: str = "105000000000001"
    app_id: str = "901000000000001"
    apps: tuple[str, ...] = ("901000000000001",)
    expires_at: int = 0
    valid: bool = True
    tells_accounts: bool = True
    scopes: tuple[str, ...] = ("whatsapp_business_management", "whatsapp_business_messaging")

    def token_facts(self, token: str | None) -> Json:
        """Answer `debug_token`. Raises GraphError for a token that is not of this app."""
        if token != self.token:
            raise GraphError(100, "input_token is none of this app's")
        targets = {"target_ids": [self.id]} if self.tells_accounts else {}
        first, *others = self.scopes
        return {
            "app_id": self.app_id,
            "type": "SYSTEM_USER",
            "is_valid": self.valid,
            "expires_at": self.expires_at,
            "scopes": [*self.scopes],
            "granular_scopes": [{"scope": first, **targets}, *({"scope": each} for each in others)],
        }

    def subscriptions(self, account: str) -> list[Json]:
        """Answer `subscribed_apps`. Raises GraphError for an account that is not this one."""
        if account != self.id:
            raise GraphError(100, "Unsupported get request: no such object")
        return [self.subscription(each) for each in self.apps]

    def subscription(self, app: str) -> Json:
        """Return one of them."""
        return {"whatsapp_business_api_data": {"id": app, "name": "Aduan"}}
