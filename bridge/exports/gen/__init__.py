"""Max gen~: codeboxes of the voices, their translation to C and what checks them."""
