"""Where a request comes from: the address that limits count by."""

from ipaddress import ip_address, ip_network

import gradio as gr


def address(request: gr.Request | None) -> str:
    """The caller's IP address; of IPv6 the /64 network, which one household has. Empty where there is none.

    Behind a proxy it is the address that the proxy names, if it is one of `FORWARDED_ALLOW_IPS`: uvicorn reads that.
    """
    client = getattr(request, "client", None)
    if client is None:
        return ""
    try:
        found = ip_address(client.host)
    except ValueError:
        return client.host
    found = getattr(found, "ipv4_mapped", None) or found
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))
