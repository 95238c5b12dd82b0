"""Documents: pages made from records and evidence, stamped, stored and looked into under limits.

A plain library: nothing here knows Flask, the database or an agency. Whatever touches bytes that
somebody else wrote runs in a child process with limits on memory, processor time and network.
"""
