namespace ReferralSilo.Benchmarks;

/// <summary>Which of several silos is asked, by what stands before them.</summary>
internal enum Route
{
    /// <summary>All about one referral at one silo, as by a proxy that hashes its id; what names none at each in
    /// turn.</summary>
    ByReferral,

    /// <summary>Each silo in turn, request by request: no grain is nearer than by chance.</summary>
    InTurn,

    /// <summary>All of one caller at one silo, as by whatever hands out connections, a Kubernetes Service for
    /// one.</summary>
    ByCaller,
}
