namespace ReferralSilo.Storage;

/// <summary>The database was made by a program whose schema this one cannot migrate. The message is one sentence for
/// the operator; nothing was changed.</summary>
public sealed class UnsupportedSchemaException() : Exception(
    "The database was made by a version before 0.1.0, whose schema cannot be migrated: start with a new one.");
