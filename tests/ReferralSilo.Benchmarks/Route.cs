namespace ReferralSilo.Benchmarks;

/// <summary>How the silo of a request is chosen.</summary>
internal enum Route
{
    /// <summary>
    /// By referral, like a proxy that hashes its id; requests without a referral go to the silos in turn.
    /// </summary>
    ByReferral,

    /// <summary>Silos in turn, request by request: a grain is on the called silo only by chance.</summary>
    InTurn,

    /// <summary>
    /// By caller, like a load balancer that distributes connections, for example a Kubernetes Service.
    /// </summary>
    ByCaller,
}
