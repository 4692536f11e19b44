import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A random key shared by all replicas. */
@Entity('secrets')
export class Secret {
  @PrimaryColumn('text')
  name!: string;

  /** 256 random bits in base64url. */
  @Column('text')
  value!: string;
}
