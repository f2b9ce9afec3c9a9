namespace ReferralSilo.Grains.Committing;

/// <summary>A condition on the version of a stream (RFC 9110, 13.1.1 and 13.1.2). Version 0 means that the stream does
/// not exist.</summary>
/// <param name="AnyOf">If-Match: one of these versions; an empty list is never met. Null: no condition.</param>
/// <param name="NoneOf">If-None-Match: none of these versions.</param>
/// <param name="Exists"><c>If-Match: *</c>.</param>
/// <param name="Absent"><c>If-None-Match: *</c>.</param>
[GenerateSerializer, Immutable, Alias("version-condition")]
public sealed record VersionCondition(
    [property: Id(0)] IReadOnlyList<long>? AnyOf, [property: Id(1)] IReadOnlyList<long>? NoneOf = null,
    [property: Id(2)] bool Exists = false, [property: Id(3)] bool Absent = false)
{
    public static implicit operator VersionCondition(long version) => new([version]);

    public bool Holds(long version) =>
        (AnyOf is null || AnyOf.Contains(version)) && NoneOf?.Contains(version) is not true
        && !(Exists && version == 0) && !(Absent && version > 0);

    public bool Equals(VersionCondition? other) =>
        other is not null && Exists == other.Exists && Absent == other.Absent && AreEqual(AnyOf, other.AnyOf)
            && AreEqual(NoneOf, other.NoneOf);

    public override int GetHashCode() => HashCode.Combine(AnyOf?.Count, NoneOf?.Count, Exists, Absent);

    private static bool AreEqual(IReadOnlyList<long>? mine, IReadOnlyList<long>? others) =>
        mine is null || others is null ? mine is null && others is null : mine.SequenceEqual(others);
}
