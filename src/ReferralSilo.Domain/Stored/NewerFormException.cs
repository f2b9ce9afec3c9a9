namespace ReferralSilo.Domain.Stored;

/// <summary>A newer program stored it. It must not be read, because parts would be lost, nor overwritten.</summary>
/// <param name="kind">Kind of the aggregate.</param>
/// <param name="form">The stored form.</param>
/// <param name="known">The newest form that this program knows.</param>
public sealed class NewerFormException(string kind, int form, int known) : Exception(
    $"A {kind} is stored in form {form}, and this program knows forms up to {known}: a newer program wrote it. Run "
    + "that program.")
{
    /// <summary>Kind of the aggregate.</summary>
    public string Kind => kind;

    /// <summary>The stored form.</summary>
    public int Form => form;

    /// <summary>The newest form that this program knows.</summary>
    public int Known => known;

    /// <summary>The exception itself or the one that caused it; null for another failure. A grain storage wraps what
    /// its serializer throws.</summary>
    public static NewerFormException? In(Exception failure) =>
        failure as NewerFormException ?? (failure.InnerException is { } cause ? In(cause) : null);
}
