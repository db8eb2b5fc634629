namespace PromMultiplexer.Engine;

/// <summary>Why a multiplexer could not be started.</summary>
public enum MultiplexerStartError
{
    /// <summary>The options contradict themselves or each other.</summary>
    OptionInvalid,

    /// <summary>What was given as the address to listen on is none.</summary>
    AddressInvalid,

    /// <summary>The address to listen on is not one of this machine's.</summary>
    AddressNotAvailable,

    /// <summary>Another program listens on the port.</summary>
    PortInUse,

    /// <summary>This user may not listen on the port.</summary>
    PortNotPermitted,
}
